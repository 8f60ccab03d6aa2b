(** Expansions c0 + c1/n + O(1/n^2) part by part, and the orders O(1/n) and O(1/n^2) that follow (A5, A5b, A15). *)
From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
From critscale Require Import Definitions Identities Limits Weights Phase Window Charts.
Open Scope R_scope.

Definition expands (f : nat -> R) (c0 c1 : R) : Prop :=
  exists (g : nat -> R) (l : R) (N : nat), is_lim_seq g l /\
    forall n : nat, (N <= n)%nat -> 2 <= n /\ f n = c0 + c1 / n + g n / n ^ 2.

Lemma expands_ext f g c0 c1 : (forall n : nat, 2 <= n -> f n = g n) -> expands f c0 c1 -> expands g c0 c1.
Proof.
  intros E [u [l [N [L H]]]]. exists u, l, N. split; trivial. intros n Hn; destruct (H n Hn) as [Tw Eq].
  split; trivial. now rewrite <- E.
Qed.

Lemma expands_constant c : expands (fun _ => c) c 0.
Proof.
  exists (fun _ => 0), 0, 2%nat. split; [apply is_lim_seq_const|]. intros n Hn. apply two_le in Hn. split; [lra|]. field; lra.
Qed.

Lemma expands_plus f g c0 c1 d0 d1 : expands f c0 c1 -> expands g d0 d1 ->
  expands (fun n => f n + g n) (c0 + d0) (c1 + d1).
Proof.
  intros [u [l [N [L H]]]] [v [m [M [K I]]]]. exists (fun n => u n + v n), (l + m), (max N M).
  split; [now apply limit_plus|]. intros n Hn. destruct (H n ltac:(lia)) as [Tw Eq]. destruct (I n ltac:(lia)) as [_ Eq'].
  split; trivial. rewrite Eq, Eq'. field; lra.
Qed.

Lemma expands_opp f c0 c1 : expands f c0 c1 -> expands (fun n => - f n) (- c0) (- c1).
Proof.
  intros [u [l [N [L H]]]]. exists (fun n => - u n), (- l), N. split; [now apply limit_opp|].
  intros n Hn. destruct (H n Hn) as [Tw Eq]. split; trivial. rewrite Eq. field; lra.
Qed.

Lemma expands_minus f g c0 c1 d0 d1 : expands f c0 c1 -> expands g d0 d1 ->
  expands (fun n => f n - g n) (c0 - d0) (c1 - d1).
Proof. intros F G. exact (expands_plus _ _ _ _ _ _ F (expands_opp _ _ _ G)). Qed.

Lemma expands_times f g c0 c1 d0 d1 : expands f c0 c1 -> expands g d0 d1 ->
  expands (fun n => f n * g n) (c0 * d0) (c0 * d1 + c1 * d0).
Proof.
  intros [u [l [N [L H]]]] [v [m [M [K I]]]]. pose proof inverse_vanishes.
  exists (fun n : nat => c0 * v n + c1 * d1 + u n * d0 + (c1 * v n + u n * d1) * / n + u n * v n * (/ n * / n)),
    (c0 * m + c1 * d1 + l * d0 + (c1 * m + l * d1) * 0 + l * m * (0 * 0)), (max N M).
  split; [limit_rules|]. intros n Hn. destruct (H n ltac:(lia)) as [Tw Eq]. destruct (I n ltac:(lia)) as [_ Eq'].
  split; trivial. rewrite Eq, Eq'. field; lra.
Qed.

Lemma expands_square f c0 c1 : expands f c0 c1 -> expands (fun n => f n ^ 2) (c0 * c0) (c0 * c1 + c1 * c0).
Proof.
  intros F. apply (expands_ext (fun n => f n * f n)); [intros; ring|]. now apply expands_times.
Qed.

Lemma expands_inverse_length f c0 c1 : expands f c0 c1 -> expands (fun n : nat => f n / n) 0 c0.
Proof.
  intros [u [l [N [L H]]]]. pose proof inverse_vanishes. exists (fun n : nat => c1 + u n * / n), (c1 + l * 0), N.
  split; [limit_rules|]. intros n Hn. destruct (H n Hn) as [Tw Eq]. split; trivial. rewrite Eq. field; lra.
Qed.

Lemma expands_limit f c0 c1 : expands f c0 c1 -> is_lim_seq f c0.
Proof.
  intros [u [l [N [L H]]]]. pose proof inverse_vanishes.
  apply (is_lim_seq_ext_loc (fun n : nat => c0 + c1 * / n + u n * (/ n * / n))).
  - exists N. intros n Hn. destruct (H n Hn) as [Tw ->]. field; lra.
  - apply (limit_is _ (c0 + c1 * 0 + l * (0 * 0))); [ring|limit_rules].
Qed.

Lemma expands_over f g c0 c1 d0 d1 : d0 <> 0 -> expands f c0 c1 -> expands g d0 d1 ->
  expands (fun n => f n / g n) (c0 / d0) ((c1 - c0 / d0 * d1) / d0).
Proof.
  intros D [u [l [N [L H]]]] G. pose proof (expands_limit _ _ _ G) as T. destruct G as [v [m [M [K I]]]].
  pose proof inverse_vanishes.
  assert (Z : exists P : nat, forall n, (P <= n)%nat -> g n <> 0).
  { assert (A : 0 < Rabs d0) by now apply Rabs_pos_lt.
    apply is_lim_seq_spec in T. destruct (T (mkposreal _ A)) as [P Q]. exists P. intros n Hn E.
    specialize (Q n Hn). simpl in Q. rewrite E in Q. replace (0 - d0) with (- d0) in Q by ring. rewrite Rabs_Ropp in Q. lra. }
  destruct Z as [P Z].
  exists (fun n : nat => (u n - c0 / d0 * v n - (c1 - c0 / d0 * d1) / d0 * d1 - (c1 - c0 / d0 * d1) / d0 * v n * / n) / g n),
    ((l - c0 / d0 * m - (c1 - c0 / d0 * d1) / d0 * d1 - (c1 - c0 / d0 * d1) / d0 * m * 0) / d0), (max (max N M) P).
  split; [apply limit_over; trivial; limit_rules|].
  intros n Hn. destruct (H n ltac:(lia)) as [Tw Eq]. destruct (I n ltac:(lia)) as [_ Eq']. specialize (Z n ltac:(lia)).
  split; trivial. apply (Rmult_eq_reg_r (g n)); trivial.
  replace (f n / g n * g n) with (f n) by now field.
  transitivity ((c0 / d0 + (c1 - c0 / d0 * d1) / d0 / n) * g n + (u n - c0 / d0 * v n - (c1 - c0 / d0 * d1) / d0 * d1
    - (c1 - c0 / d0 * d1) / d0 * v n * / n) / n ^ 2); [rewrite Eq, Eq'; field; lra|field; lra].
Qed.

(** What has no first two terms is O(1/n^2); what has no first one, O(1/n). *)
Lemma order_two f c0 c1 : expands f c0 c1 -> c0 = 0 -> c1 = 0 -> of_order f (fun n : nat => 1 / n ^ 2).
Proof.
  intros [u [l [N [L H]]]] -> ->. apply is_lim_seq_spec in L. destruct (L (mkposreal 1 Rlt_0_1)) as [P Q].
  exists (Rabs l + 1), (max N P). intros n Hn. destruct (H n ltac:(lia)) as [Tw ->]. specialize (Q n ltac:(lia)). simpl in Q.
  assert (0 < 1 / n ^ 2) by (apply Rdiv_lt_0_compat; [lra|apply pow_lt; lra]).
  replace (0 + 0 / n + u n / n ^ 2) with (u n * (1 / n ^ 2)) by (field; lra).
  rewrite Rabs_mult, (Rabs_pos_eq (1 / n ^ 2)) by lra. apply Rmult_le_compat_r; [lra|].
  pose proof (Rabs_triang (u n - l) l) as V. replace (u n - l + l) with (u n) in V by ring. lra.
Qed.

Lemma order_one f c0 c1 : expands f c0 c1 -> c0 = 0 -> of_order f (fun n : nat => 1 / n).
Proof.
  intros F E. assert (L : is_lim_seq (fun n : nat => f n * n) c1).
  { destruct F as [u [l [N [L H]]]]. subst. pose proof inverse_vanishes.
    apply (is_lim_seq_ext_loc (fun n : nat => c1 + u n * / n)).
    - exists N. intros n Hn. destruct (H n Hn) as [Tw ->]. field; lra.
    - apply (limit_is _ (c1 + l * 0)); [ring|limit_rules]. }
  apply is_lim_seq_spec in L. destruct (L (mkposreal 1 Rlt_0_1)) as [P Q].
  exists (Rabs c1 + 1), (max 2 P). intros n Hn. assert (2 <= n) by (apply two_le; lia). specialize (Q n ltac:(lia)). simpl in Q.
  assert (0 < 1 / n) by (apply Rdiv_lt_0_compat; lra).
  replace (f n) with (f n * n * (1 / n)) by (field; lra).
  rewrite Rabs_mult, (Rabs_pos_eq (1 / n)) by lra. apply Rmult_le_compat_r; [lra|].
  pose proof (Rabs_triang (f n * n - c1) c1) as V. replace (f n * n - c1 + c1) with (f n * n) in V by ring. lra.
Qed.

Lemma expands_is f c0 c1 d0 d1 : c0 = d0 -> c1 = d1 -> expands f c0 c1 -> expands f d0 d1.
Proof. now intros -> ->. Qed.

(** An expansion part by part: a quotient needs a divisor that does not tend to 0. *)
Ltac terms :=
  lazymatch goal with
  | |- expands (fun _ => ?c) _ _ => apply (expands_constant c)
  | _ => first [ eassumption | term ]
  end
with term :=
  lazymatch goal with
  | |- expands (fun k => @?u k + @?v k) _ _ => eapply (expands_plus u v); terms
  | |- expands (fun k => @?u k - @?v k) _ _ => eapply (expands_minus u v); terms
  | |- expands (fun k => @?u k * @?v k) _ _ => eapply (expands_times u v); terms
  | |- expands (fun k => @?u k / INR k) _ _ => eapply (expands_inverse_length u); terms
  | |- expands (fun k => @?u k / INR k ^ 2) _ _ => apply (expands_ext (fun k => u k / INR k / INR k)); [intros; field; lra|terms]
  | |- expands (fun k => @?u k / @?v k) _ _ => eapply (expands_over u v); [shelve|terms|terms]
  | |- expands (fun k => @?u k ^ 2) _ _ => eapply (expands_square u); terms
  | |- expands (fun k => - @?u k) _ _ => eapply (expands_opp u); terms
  end.

Ltac expansion := unshelve (eapply expands_is; [| |terms]); first [nonzero | ring | field; nonzero].

(** The weights of a row in the window, from b/a = (1 - s)/(s n). *)
Section Window.
  Variables (beta : nat -> R) (rho s : R).
  Hypothesis Hs : 0 < s < 1.
  Hypothesis ratio : forall n : nat, 2 <= n -> exp (- (beta n * (1 - rho))) = (1 - s) / s / n.
  Let own (n : nat) := exp (beta n).
  Let other (n : nat) := exp (beta n * rho).

  Ltac share lemma form :=
    apply (expands_ext form);
    [ intros n Hn; unfold own, other; rewrite other_mass, ratio by trivial; pose proof (exp_pos (beta n));
      assert (0 < (1 - s) / s / n) by (repeat apply Rdiv_lt_0_compat; lra); rewrite lemma by trivial;
      assert (0 < (1 - s) / n) by (apply Rdiv_lt_0_compat; lra); field; repeat split; nra
    | expansion ].

  Lemma own_expands : expands (fun n : nat => own n / (own n + (n - 1) * other n)) s (s * (1 - s)).
  Proof. share own_share (fun n : nat => s / (1 - (1 - s) / n)). Qed.

  Lemma others_expands :
    expands (fun n : nat => (n - 1) * other n / (own n + (n - 1) * other n)) (1 - s) (- (s * (1 - s))).
  Proof. share others_share (fun n : nat => (1 - s) * (1 - 1 / n) / (1 - (1 - s) / n)). Qed.

  Lemma other_expands : expands (fun n : nat => other n / (own n + (n - 1) * other n)) 0 (1 - s).
  Proof. share other_share (fun n : nat => (1 - s) / n / (1 - (1 - s) / n)). Qed.

  Lemma gap_expands :
    expands (fun n : nat => (own n - other n) / (own n + (n - 1) * other n)) s (s * (1 - s) - (1 - s)).
  Proof. share gap_share (fun n : nat => (s - (1 - s) / n) / (1 - (1 - s) / n)). Qed.
End Window.

Ltac row_expands beta rho s R :=
  pose proof (own_expands beta rho s ltac:(lra) R); pose proof (others_expands beta rho s ltac:(lra) R);
  pose proof (other_expands beta rho s ltac:(lra) R); pose proof (gap_expands beta rho s ltac:(lra) R); cbv beta zeta in *.

Ltac window_terms rho s := row_expands (fun n : nat => (1 / (1 - rho) + ln (s / (1 - s)) / (1 - rho) / ln (INR n)) * ln (INR n)) rho s
  (fun (n : nat) (Hn : 2 <= INR n) => ratio_window (INR n) rho s Hn ltac:(lra) ltac:(lra)).

Lemma ratio_half n rho : 2 <= n -> rho < 1 -> exp (- (1 / (1 - rho) * ln n * (1 - rho))) = (1 - 1 / 2) / (1 / 2) / n.
Proof. intros. rewrite ratio_critical by lra. field; lra. Qed.

Ltac critical_terms rho := row_expands (fun n : nat => 1 / (1 - rho) * ln (INR n)) rho (1 / 2)
  (fun (n : nat) (Hn : 2 <= INR n) => ratio_half (INR n) rho Hn ltac:(lra)).

Ltac order :=
  lazymatch goal with
  | |- exists (C : R) (N : nat), forall k : nat, (N <= k)%nat -> Rabs (@?f k) <= C * (1 / INR k ^ 2) =>
    change (of_order f (fun k : nat => 1 / INR k ^ 2)); unshelve (eapply order_two; [terms| |])
  | |- exists (C : R) (N : nat), forall k : nat, (N <= k)%nat -> Rabs (@?f k) <= C * (1 / INR k) =>
    change (of_order f (fun k : nat => 1 / INR k)); unshelve (eapply order_one; [terms|])
  end; first [nonzero | ring | field; nonzero].
