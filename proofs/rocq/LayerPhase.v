(** The phase transition for the attention layer itself: simplex tokens of R^d, outputs as vectors (A3). *)
From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
From critscale Require Import Definitions Limits Weights Phase Cosine Layer SimplexLayer.
Open Scope R_scope.

Section LayerPhase.
  Variables (q rho alpha : R) (d i j : nat -> nat) (x : nat -> nat -> nat -> R).
  Hypothesis Hq : 0 < q.
  Hypothesis Hrho : 0 < rho < 1.
  Hypothesis Halpha : 0 <= alpha.
  (** For every n: n tokens of R^(d n) of squared norm q and common cosine rho, and two of them, i n and j n. *)
  Hypothesis Hx : forall n, (2 <= n)%nat ->
    simplex (d n) n q rho (x n) /\ (i n < n)%nat /\ (j n < n)%nat /\ i n <> j n.
  Let r := alpha * sqrt q.
  Let layer_output_cosine (gamma : R) (n : nat) : R :=
    cosine (d n) (output (d n) n (gamma * ln n) alpha (x n) (i n)) (output (d n) n (gamma * ln n) alpha (x n) (j n)).

  Lemma residual_nonneg : 0 <= r.
  Proof. apply Rmult_le_pos; [exact Halpha|apply sqrt_pos]. Qed.

  Lemma layer_closed gamma (n : nat) : 2 <= n ->
    output_cosine (scaled_row gamma rho n) rho r = layer_output_cosine gamma n.
  Proof.
    intros Hn. pose proof (INR_le 2 n Hn) as H. destruct (Hx n H) as (Hs & Hi & Hj & E).
    symmetry. apply layer_cosine; trivial; lra.
  Qed.

  (* formal: A3.cosine.subcritical.layer *)
  Theorem layer_cosine_subcritical gamma : gamma < 1 / (1 - rho) ->
    is_lim_seq (layer_output_cosine gamma) (rho * (1 + r) ^ 2 / (r ^ 2 + 2 * r * rho + rho)).
  Proof.
    intros Hg. apply (limit_ext _ _ _ (layer_closed gamma)). apply cosine_subcritical; trivial; exact residual_nonneg.
  Qed.

  (* formal: A3.cosine.critical.layer *)
  Theorem layer_cosine_critical :
    is_lim_seq (layer_output_cosine (1 / (1 - rho)))
      (rho * (1 + r) ^ 2 / (r ^ 2 + r * (1 + rho) + (1 + 3 * rho) / 4)).
  Proof. apply (limit_ext _ _ _ (layer_closed _)). apply cosine_critical; trivial; exact residual_nonneg. Qed.

  (* formal: A3.cosine.supercritical.layer *)
  Theorem layer_cosine_supercritical gamma : 1 / (1 - rho) < gamma ->
    is_lim_seq (layer_output_cosine gamma) rho.
  Proof.
    intros Hg. apply (limit_ext _ _ _ (layer_closed gamma)). apply cosine_supercritical; trivial; exact residual_nonneg.
  Qed.
End LayerPhase.
