(** Almost simplex tokens: attention returns the token itself up to an explicit error (C2), in R^d. *)
From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
From critscale Require Import Sums Definitions Limits Weights Layer AlmostSimplex.
Open Scope R_scope.

Lemma inner_square_nonneg d u : 0 <= inner d u u.
Proof. apply sum_nonneg; intros; apply Rle_0_sqr. Qed.

Lemma inner_at_most d u v : inner d u v <= (inner d u u + inner d v v) / 2.
Proof.
  assert (0 <= inner d (fun t => u t - v t) (fun t => u t - v t)) as P by apply inner_square_nonneg. revert P.
  unfold inner. rewrite (sum_ext d _ (fun t => (u t * u t + v t * v t) + -2 * (u t * v t))) by (intros; ring).
  rewrite !sum_plus, sum_scale; lra.
Qed.

(** A combination of short vectors is short: |sum c_k v_k|^2 <= (sum c_k)^2 M when |v_k|^2 <= M, c_k >= 0. *)
Lemma combination_short d n c v M :
  (forall k, (k < n)%nat -> 0 <= c k) -> (forall k, (k < n)%nat -> inner d (v k) (v k) <= M) ->
  inner d (combination n c v) (combination n c v) <= sum n c * sum n c * M.
Proof.
  intros Hc Hv. rewrite inner_combination_l.
  replace (sum n c * sum n c * M) with (sum n (fun k => sum n c * M * c k)) by (rewrite sum_scale; ring).
  apply sum_le; intros k Hk. rewrite inner_combination_r, <- sum_scale.
  replace (sum n c * M * c k) with (sum n (fun l => c k * M * c l)) by (rewrite sum_scale; ring).
  apply sum_le; intros l Hl. pose proof (inner_at_most d (v k) (v l)).
  pose proof (Hv k Hk); pose proof (Hv l Hl). assert (inner d (v k) (v l) <= M) by lra.
  replace (c k * M * c l) with (c k * (c l * M)) by ring.
  apply Rmult_le_compat_l; [|apply Rmult_le_compat_l]; auto.
Qed.

Section TokenError.
  Variables (d n : nat) (beta rho1 rho2 : R) (x : nat -> nat -> R) (i : nat).
  Hypothesis Hbeta : 0 <= beta.
  Hypothesis Hi : (i < n)%nat.
  Hypothesis H1 : rho1 <= 1.
  Hypothesis Hx : almost_simplex d n rho1 rho2 x.
  Let A := weight d n beta x i.
  Let y := unit_token d x.

  Lemma token_distance k : (k < n)%nat ->
    inner d (fun t => y k t - y i t) (fun t => y k t - y i t) <= 2 * (1 - rho1).
  Proof.
    intros Hk. destruct Hx as [Hn Hc].
    replace (inner _ _ _) with (token_cosine d x k k + token_cosine d x i i + -2 * token_cosine d x i k).
    2:{ unfold token_cosine, inner; rewrite <- sum_scale, <- !sum_plus. apply sum_ext; intros; unfold y; ring. }
    rewrite !token_cosine_same by auto.
    destruct (Nat.eq_dec i k) as [<-|E]; [rewrite token_cosine_same by auto; lra|].
    specialize (Hc i k Hi Hk E); lra.
  Qed.

  (** m_i - y_i = sum over the others of A_ik (y_k - y_i). *)
  Lemma error_combination t : attention d n beta x i t - y i t
    = combination n (fun k => (1 - delta i k) * A k) (fun k t => y k t - y i t) t.
  Proof.
    unfold attention, combination. fold A y.
    assert (S : sum n A = 1) by now apply (weights_sum d n beta rho1 rho2 x i).
    rewrite (sum_ext n (fun k => (1 - delta i k) * A k * (y k t - y i t))
      (fun k => (A k * y k t + - y i t * A k) + -1 * (delta i k * (A k * (y k t - y i t))))) by (intros; ring).
    rewrite !sum_plus, !sum_scale, sum_delta, S by trivial. ring.
  Qed.

  (* formal: C2.token-error.bound *)
  Theorem token_error_bound :
    norm d (fun t => attention d n beta x i t - y i t) <= (1 - A i) * sqrt (2 * (1 - rho1)).
  Proof.
    assert (S : sum n A = 1) by now apply (weights_sum d n beta rho1 rho2 x i).
    assert (P : forall k, 0 <= A k) by (intros; now apply (weight_nonneg d n beta rho1 rho2 x i)).
    assert (C : forall k, 0 <= (1 - delta i k) * A k).
    { intros k; apply Rmult_le_pos; trivial. unfold delta; destruct (Nat.eqb i k); lra. }
    rewrite (sum_split n i) in S by trivial.
    assert (T : 0 <= 1 - A i) by (replace (1 - A i) with (sum_others n i A) by lra; apply sum_nonneg; auto).
    rewrite <- (sqrt_square (1 - A i)), <- sqrt_mult by nra. apply sqrt_le_1_alt.
    rewrite (inner_ext d _ _ _ _ error_combination error_combination).
    replace (1 - A i) with (sum n (fun k => (1 - delta i k) * A k)) by (fold (sum_others n i A); lra).
    apply combination_short; [auto|]. intros; now apply token_distance.
  Qed.
End TokenError.

(* formal: C2.token-error.rate *)
Theorem token_error_rate d n gamma rho1 rho2 x i :
  0 <= gamma -> (2 <= n)%nat -> (i < n)%nat -> rho1 <= 1 -> almost_simplex d n rho1 rho2 x ->
  norm d (fun t => attention d n (gamma * ln n) x i t - unit_token d x i t)
  <= (n - 1) * Rpower n (- (gamma * (1 - rho2))) * sqrt (2 * (1 - rho1)).
Proof.
  intros Hg Hn Hi H1 Hx. apply two_le in Hn. pose proof (ln_positive n Hn).
  assert (Hb : 0 <= gamma * ln n) by (apply Rmult_le_pos; lra).
  eapply Rle_trans; [now apply (token_error_bound d n (gamma * ln n) rho1 rho2 x i)|].
  apply Rmult_le_compat_r; [apply sqrt_pos|]. rewrite <- scaled_odds.
  now apply (self_weight_complement_upper d n (gamma * ln n) rho1 rho2 x i).
Qed.

(* formal: C4.token-error.supercritical *)
Theorem token_error_vanishes gamma rho1 rho2 (d i : nat -> nat) (x : nat -> nat -> nat -> R) :
  1 / (1 - rho2) < gamma -> rho1 <= 1 -> rho2 < 1 ->
  (forall n, (2 <= n)%nat -> (i n < n)%nat /\ almost_simplex (d n) n rho1 rho2 (x n)) ->
  is_lim_seq (fun n : nat => norm (d n) (fun t => attention (d n) n (gamma * ln n) (x n) (i n) t
                                                  - unit_token (d n) (x n) (i n) t)) 0.
Proof.
  intros Hg H1 H2 Hx. assert (0 < 1 / (1 - rho2)) by (apply Rdiv_lt_0_compat; lra).
  assert (0 < gamma * (1 - rho2) - 1) by (apply (Rmult_lt_compat_r (1 - rho2)) in Hg; [field_simplify in Hg|]; lra).
  pose proof (power_vanishes (gamma * (1 - rho2) - 1) ltac:(trivial)) as P.
  apply (limit_squeeze (fun _ => 0) _ (fun n : nat => Rpower n (- (gamma * (1 - rho2) - 1)) * sqrt (2 * (1 - rho1)))).
  - intros n Hn. split; [apply sqrt_pos|]. apply (INR_le 2) in Hn. destruct (Hx n Hn) as [Hi Ha].
    eapply Rle_trans; [apply (token_error_rate _ n gamma rho1 rho2); trivial; lra|]. apply two_le in Hn.
    apply Rmult_le_compat_r; [apply sqrt_pos|].
    replace (- (gamma * (1 - rho2) - 1)) with (1 + - (gamma * (1 - rho2))) by ring.
    rewrite power_split, Rpower_1 by lra. apply Rmult_le_compat_r; [apply Rlt_le, power_positive|lra].
  - apply is_lim_seq_const.
  - apply (limit_is _ (0 * sqrt (2 * (1 - rho1)))); [ring|limit_rules].
Qed.
