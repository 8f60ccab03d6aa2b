(** From what a claim says to the coordinates of its chart: the weights of a row by the ratio b/a, and that ratio by the
    variables of the chart.  Tactics for proofs that are generated; nothing here is part of a statement. *)
From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
From critscale Require Import Definitions Identities Limits Weights Phase Window.
Open Scope R_scope.

(** The mass of another token is that of the token itself times the ratio exp (- beta (1 - rho)). *)
Lemma other_mass beta rho : exp (beta * rho) = exp (- (beta * (1 - rho))) * exp beta.
Proof. rewrite <- exp_plus; f_equal; ring. Qed.

Section Weights.
  Variables p t n : R.
  Hypothesis Hp : 0 < p.
  Hypothesis Ht : 0 < t.
  Hypothesis Hn : 2 <= n.
  Let total := p + (n - 1) * (t * p).

  Lemma spread_positive : 0 < 1 + (n - 1) * t.
  Proof. assert (0 < (n - 1) * t) by (apply Rmult_lt_0_compat; lra). lra. Qed.

  Lemma total_nonzero : total <> 0.
  Proof. pose proof spread_positive. unfold total. replace (_ + _) with (p * (1 + (n - 1) * t)) by ring. nra. Qed.

  Lemma own_share : p / total = 1 / (1 + (n - 1) * t).
  Proof. pose proof spread_positive; pose proof total_nonzero; unfold total in *; field; split; lra. Qed.

  Lemma others_share : (n - 1) * (t * p) / total = (n - 1) * t / (1 + (n - 1) * t).
  Proof. pose proof spread_positive; pose proof total_nonzero; unfold total in *; field; split; lra. Qed.

  Lemma other_share : t * p / total = t / (1 + (n - 1) * t).
  Proof. pose proof spread_positive; pose proof total_nonzero; unfold total in *; field; split; lra. Qed.

  Lemma gap_share : (p - t * p) / total = (1 - t) / (1 + (n - 1) * t).
  Proof. pose proof spread_positive; pose proof total_nonzero; unfold total in *; field; split; lra. Qed.
End Weights.

Lemma ratio_finite t rho : 0 < t -> rho < 1 -> exp (- (- (ln t / (1 - rho)) * (1 - rho))) = t.
Proof. intros. replace (- _) with (ln t) by (field; lra). now apply exp_ln. Qed.

Lemma ratio_critical n rho : 0 < n -> rho < 1 -> exp (- (1 / (1 - rho) * ln n * (1 - rho))) = / n.
Proof. intros. replace (- _) with (- ln n) by (field; lra). rewrite exp_Ropp, exp_ln; trivial. Qed.

Lemma ratio_window n rho s : 2 <= n -> rho < 1 -> 0 < s < 1 ->
  exp (- ((1 / (1 - rho) + ln (s / (1 - s)) / (1 - rho) / ln n) * ln n * (1 - rho))) = (1 - s) / s / n.
Proof.
  intros. pose proof (ln_positive n ltac:(lra)). assert (0 < s / (1 - s)) by (apply Rdiv_lt_0_compat; lra).
  replace (- _) with (- ln n + - ln (s / (1 - s))) by (field; lra).
  rewrite exp_plus, !exp_Ropp, !exp_ln by lra. field; lra.
Qed.

Lemma ratio_subcritical n rho d : rho < 1 ->
  exp (- ((1 - d) / (1 - rho) * ln n * (1 - rho))) = Rpower n (- (1 - d)).
Proof. intros; unfold Rpower; f_equal; field; lra. Qed.

Lemma ratio_supercritical n rho d : 0 < n -> rho < 1 ->
  exp (- ((1 + d) / (1 - rho) * ln n * (1 - rho))) = Rpower n (- d) / n.
Proof.
  intros. unfold Rpower. replace (- _) with (- d * ln n + - ln n) by (field; lra).
  now rewrite exp_plus, exp_Ropp, exp_ln.
Qed.

Lemma power_of_depth n rho d : rho < 1 -> Rpower n ((1 - d) / (1 - rho) * (1 - rho) - 1) = Rpower n (- d).
Proof. intros; f_equal; field; lra. Qed.

(** At the threshold beta = ln (n - 1) / (1 - rho). *)
Lemma ratio_threshold n rho : 2 <= n -> rho < 1 -> exp (- (ln (n - 1) / (1 - rho) * (1 - rho))) = / (n - 1).
Proof. intros. replace (- _) with (- ln (n - 1)) by (field; lra). rewrite exp_Ropp, exp_ln; lra. Qed.

(** s = 1/(1 + exp (- kappa)) at kappa = ln (s/(1 - s)). *)
Lemma weight_of_logit s rho : 0 < s < 1 -> rho < 1 -> window_weight (ln (s / (1 - s)) / (1 - rho)) rho = s.
Proof.
  intros. unfold window_weight. replace (- _) with (- ln (s / (1 - s))) by (field; lra).
  rewrite exp_Ropp, exp_ln by (apply Rdiv_lt_0_compat; lra). field; lra.
Qed.

(** Signs that show from the form of a term; what does not is left to [nra]. *)
Ltac positive :=
  lazymatch goal with
  | |- 0 < _ + _ => first [lra | apply Rplus_lt_le_0_compat; [positive|nonnegative] | apply Rplus_le_lt_0_compat; [nonnegative|positive] | nra]
  | |- 0 < _ * _ => first [apply Rmult_lt_0_compat; positive | nra]
  | |- 0 < _ / _ => apply Rdiv_lt_0_compat; positive
  | |- 0 < / _ => apply Rinv_0_lt_compat; positive
  | |- 0 < _ ^ _ => apply pow_lt; positive
  | |- 0 < exp _ => apply exp_pos
  | |- 0 < Rpower _ _ => apply exp_pos
  | |- 0 < ln _ => apply ln_positive; lra
  | |- 0 < sqrt _ => apply sqrt_lt_R0; positive
  | |- _ => first [lra | nra]
  end
with nonnegative :=
  lazymatch goal with
  | |- 0 <= _ ^ 2 => apply pow2_ge_0
  | |- 0 <= _ + _ => first [lra | apply Rplus_le_le_0_compat; nonnegative | nra]
  | |- 0 <= _ * _ => first [apply Rmult_le_pos; nonnegative | nra]
  | |- 0 <= _ / _ => apply Rdiv_le_0_compat; [nonnegative|positive]
  | |- 0 <= / _ => apply Rlt_le, Rinv_0_lt_compat; positive
  | |- 0 <= _ ^ _ => apply pow_le; nonnegative
  | |- 0 <= exp _ => apply Rlt_le, exp_pos
  | |- 0 <= Rpower _ _ => apply Rlt_le, exp_pos
  | |- 0 <= sqrt _ => apply sqrt_pos
  | |- _ => first [lra | nra]
  end.

Ltac nonzero :=
  repeat split;
  first [ lra
        | apply Rgt_not_eq, Rlt_gt; positive
        | apply Rlt_not_eq; apply Ropp_lt_cancel; rewrite Ropp_0; positive
        | nra ].

(** Every row by the ratio of its chart, its own mass made a positive number. *)
Ltac mass B :=
  let p := fresh "p" in let Hp := fresh "Hp" in
  pose proof (exp_pos B) as Hp; revert Hp; generalize (exp B); intros p Hp.

Ltac ratio :=
  rewrite ?ratio_finite, ?ratio_critical, ?ratio_window, ?ratio_subcritical, ?ratio_supercritical, ?ratio_threshold, ?power_of_depth by lra.

Ltac coordinates :=
  cbv zeta; intros; rewrite ?other_mass; ratio;
  repeat match goal with |- context [exp ?B] =>
    lazymatch goal with
    | |- context [exp B / (exp B + _)] => idtac
    | |- context [_ / (exp B + _)] => idtac
    end; mass B end;
  rewrite ?own_share, ?others_share, ?other_share, ?gap_share by (trivial; positive).

(** Below the critical gamma n is 1/(u t). *)
Lemma power_pair n d : 2 <= n ->
  exists u t, Rpower n (- d) = u /\ Rpower n (- (1 - d)) = t /\ 0 < u /\ 0 < t /\ u * t <= 1 / 2 /\ n = / (u * t).
Proof.
  intros Hn. exists (Rpower n (- d)), (Rpower n (- (1 - d))).
  assert (E : Rpower n (- d) * Rpower n (- (1 - d)) = / n).
  { rewrite <- power_split. replace (_ + _) with (-1) by ring. apply power_minus_one; lra. }
  repeat split; try apply power_positive; rewrite E.
  - replace (1 / 2) with (/ 2) by field. apply Rinv_le_contravar; lra.
  - field; lra.
Qed.

Ltac powers :=
  lazymatch goal with
  | |- context [Rpower ?n (- (1 - ?d))] =>
    let u := fresh "u" in let t := fresh "t" in let Eu := fresh in let Et := fresh in let Pu := fresh in
    let Pt := fresh in let Put := fresh in let En := fresh in
    destruct (power_pair n d ltac:(lra)) as [u [t [Eu [Et [Pu [Pt [Put En]]]]]]]; rewrite ?Eu, ?Et;
    repeat match goal with |- context [Rpower n (- d)] => rewrite Eu end;
    tryif is_var n then subst n else (revert En; generalize n; intros; subst)
  | _ => idtac
  end.

Ltac identity := coordinates; first [ring | field; nonzero | powers; field; nonzero].

(** The weights of a row in the limit, all four from the self weight. *)
Section Row.
  Variables (beta : nat -> R) (rho s : R).
  Hypothesis Hs : is_lim_seq (fun n : nat => self_weight (simplex_row (beta n) rho n)) s.
  Let own (n : nat) := exp (beta n).
  Let other (n : nat) := exp (beta n * rho).

  Lemma own_limit : is_lim_seq (fun n : nat => own n / (own n + (n - 1) * other n)) s.
  Proof. exact Hs. Qed.

  Lemma other_limit : is_lim_seq (fun n : nat => other n / (own n + (n - 1) * other n)) 0.
  Proof. exact (other_weight_vanishes beta rho). Qed.

  Lemma others_limit : is_lim_seq (fun n : nat => (n - 1) * other n / (own n + (n - 1) * other n)) (1 - s).
  Proof.
    apply (limit_ext (fun n : nat => 1 - self_weight (simplex_row (beta n) rho n))).
    - intros n Hn. symmetry. exact (simplex_complement beta rho n Hn).
    - apply limit_minus; [apply is_lim_seq_const|exact Hs].
  Qed.

  Lemma gap_limit : is_lim_seq (fun n : nat => (own n - other n) / (own n + (n - 1) * other n)) s.
  Proof.
    apply (limit_ext (fun n : nat => self_weight (simplex_row (beta n) rho n) - other_weight (simplex_row (beta n) rho n))).
    - intros n Hn. symmetry. exact (simplex_gap beta rho n Hn).
    - apply (limit_is _ (s - 0)); [ring|]. apply limit_minus; [exact Hs|exact other_limit].
  Qed.
End Row.

Lemma subcritical_row rho d : rho < 1 -> 0 < d ->
  is_lim_seq (fun n : nat => self_weight (simplex_row ((1 - d) / (1 - rho) * ln n) rho n)) 0.
Proof. intros; apply self_weight_subcritical; trivial. apply Rmult_lt_compat_r; [apply Rinv_0_lt_compat|]; lra. Qed.

Lemma supercritical_row rho d : rho < 1 -> 0 < d ->
  is_lim_seq (fun n : nat => self_weight (simplex_row ((1 + d) / (1 - rho) * ln n) rho n)) 1.
Proof. intros; apply self_weight_supercritical; trivial. apply Rmult_lt_compat_r; [apply Rinv_0_lt_compat|]; lra. Qed.

Lemma window_row rho s : rho < 1 -> 0 < s < 1 -> is_lim_seq (fun n : nat =>
  self_weight (simplex_row ((1 / (1 - rho) + ln (s / (1 - s)) / (1 - rho) / ln n) * ln n) rho n)) s.
Proof.
  intros. apply (limit_is _ (window_weight (ln (s / (1 - s)) / (1 - rho)) rho)); [|now apply self_weight_window].
  unfold window_weight. replace (- _) with (- ln (s / (1 - s))) by (field; lra).
  rewrite exp_Ropp, exp_ln by (apply Rdiv_lt_0_compat; lra). field; lra.
Qed.

Lemma limit_power u (x : R) m : is_lim_seq u x -> is_lim_seq (fun n => u n ^ m) (x ^ m).
Proof.
  intros H; induction m as [|m IH]; [apply is_lim_seq_const|]. now apply (limit_times u _ x).
Qed.

Lemma limit_opp u (x : R) : is_lim_seq u x -> is_lim_seq (fun n => - u n) (- x).
Proof. intros; now apply (is_lim_seq_opp u x). Qed.

Lemma limit_ln u (x : R) : 0 < x -> is_lim_seq u x -> is_lim_seq (fun n => ln (u n)) (ln x).
Proof. intros; now apply limit_apply; [apply continuous_ln|]. Qed.

Lemma limit_exp u (x : R) : is_lim_seq u x -> is_lim_seq (fun n => exp (u n)) (exp x).
Proof. intros; now apply limit_apply; [apply continuous_exp|]. Qed.

Lemma over_infinite u (x : R) : is_lim_seq u x -> is_lim_seq (fun n : nat => u n / n) 0.
Proof.
  intros H. apply (limit_is _ (x * 0)); [ring|]. apply limit_times; [exact H|exact inverse_vanishes].
Qed.

(** A limit part by part: what a quotient tends to needs a divisor that does not tend to 0. *)
Ltac parts :=
  lazymatch goal with
  | |- is_lim_seq (fun _ => ?c) _ => apply (is_lim_seq_const c)
  | _ => first [ eassumption | step ]
  end
with step :=
  lazymatch goal with
  | |- is_lim_seq (fun k => @?u k + @?v k) _ => eapply (limit_plus u v); parts
  | |- is_lim_seq (fun k => @?u k - @?v k) _ => eapply (limit_minus u v); parts
  | |- is_lim_seq (fun k => @?u k * @?v k) _ => eapply (limit_times u v); parts
  | |- is_lim_seq (fun k => @?u k / INR k) _ => eapply (over_infinite u); parts
  | |- is_lim_seq (fun k => @?u k / @?v k) _ => eapply (limit_over u v); [shelve|parts|parts]
  | |- is_lim_seq (fun k => @?u k ^ ?m) _ => eapply (limit_power u); parts
  | |- is_lim_seq (fun k => - @?u k) _ => eapply (limit_opp u); parts
  | |- is_lim_seq (fun k => ln (@?u k)) _ => eapply (limit_ln u); [shelve|parts]
  | |- is_lim_seq (fun k => exp (@?u k)) _ => eapply (limit_exp u); parts
  end.

Ltac row_limits L :=
  lazymatch type of L with
  | is_lim_seq (fun n => self_weight (simplex_row (@?beta n) ?rho _)) (Finite ?s) =>
    pose proof (own_limit beta rho s L); pose proof (other_limit beta rho);
    pose proof (others_limit beta rho s L); pose proof (gap_limit beta rho s L)
  end; cbv beta in *.

Ltac limit := unshelve (eapply limit_is; [|parts]); first [nonzero | ring | field; nonzero].

Lemma critical_row rho : rho < 1 ->
  is_lim_seq (fun n : nat => self_weight (simplex_row (1 / (1 - rho) * ln n) rho n)) (1 / 2).
Proof. exact (self_weight_critical rho). Qed.
