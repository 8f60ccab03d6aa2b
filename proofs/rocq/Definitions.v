(** The simplex layer, mirrored from theory/layer/row.py, theory/layer/quantities.py and theory/layer/naive.py.

    rho: common inner product of the unit tokens; r = alpha sqrt q: residual strength; n: context length (real here,
    a natural number in every limit); beta: inverse temperature; gamma: beta_n = gamma ln n. *)
From Coq Require Import Reals Lra Lia.
Open Scope R_scope.

Coercion INR : nat >-> R.

(** theory/layer/row.py: a row of attention. *)
Record row := Row
  { self_weight : R; self_weight_complement : R; other_weight : R; weight_gap : R }.

Definition from_masses (own rest other : R) : row :=
  let total := own + rest in
  Row (own / total) (rest / total) (other / total) ((own - other) / total).

Definition from_odds (E n : R) : row := from_masses 1 E (E / (n - 1)).

(** theory/layer/quantities.py: the closed forms. *)
Definition participation (w : row) := self_weight w ^ 2 + self_weight_complement w * other_weight w.

Definition participation_ratio (w : row) := 1 / participation w.

Definition row_overlap (w : row) := other_weight w * (1 + weight_gap w).

Definition common (w : row) (rho : R) := other_weight w + rho * self_weight_complement w.

Definition collapsed (w : row) (rho r : R) :=
  common w rho * (2 * (weight_gap w + r) + self_weight_complement w + other_weight w).

Definition output_norm_squared (w : row) (rho r : R) := (weight_gap w + r) ^ 2 + collapsed w rho r.

Definition output_inner_product (w : row) (rho r : R) := rho * (weight_gap w + r) ^ 2 + collapsed w rho r.

Definition output_cosine (w : row) (rho r : R) := output_inner_product w rho r / output_norm_squared w rho r.

Definition contraction (w : row) (rho r : R) := (weight_gap w + r) ^ 2 / output_norm_squared w rho r.

Definition contraction_complement (w : row) (rho r : R) := collapsed w rho r / output_norm_squared w rho r.

Definition output_cosine_complement (w : row) (rho r : R) := (1 - rho) * contraction w rho r.

Definition output_cosine_excess (w : row) (rho r : R) := (1 - rho) * contraction_complement w rho r.

Definition cosine_odds (w : row) (rho r : R) := output_inner_product w rho r / ((1 - rho) * (weight_gap w + r) ^ 2).

(** H = ln (1 + E) + (1 - a) beta (1 - rho): [partition] is ln (1 + E) and [gap] is beta (1 - rho). *)
Definition row_entropy (w : row) (partition gap : R) := partition + self_weight_complement w * gap.

(** The simplex row: masses exp beta, once, and exp (beta rho), n - 1 times. *)
Definition simplex_row (beta rho n : R) : row :=
  from_masses (exp beta) ((n - 1) * exp (beta * rho)) (exp (beta * rho)).

Definition odds (beta rho n : R) := (n - 1) * exp (- (beta * (1 - rho))).

Definition simplex_entropy (beta rho n : R) :=
  row_entropy (simplex_row beta rho n) (ln (1 + odds beta rho n)) (beta * (1 - rho)).

(** theory/layer/naive.py: straight from the definitions. *)
Module Naive.
  Definition output_norm_squared (a b n rho r : R) :=
    let own := (a + r) * (a + r) in
    let cross := 2 * (a + r) * b * (n - 1) * rho in
    let others := b * b * ((n - 1) + (n - 1) * (n - 2) * rho) in
    own + cross + others.
  Definition output_inner_product (a b n rho r : R) :=
    let i := a + r in
    let j := a + r in
    let pair := i * i * rho + i * b + b * j + b * b * rho in
    let mixed := (n - 2) * (i * b * rho + b * b * rho + b * j * rho + b * b * rho) in
    let others := b * b * ((n - 2) + (n - 2) * (n - 3) * rho) in
    pair + mixed + others.
  Definition row_entropy (a b n log_a log_b : R) := - a * log_a - (n - 1) * b * log_b.
  Definition participation (a b n : R) := a * a + (n - 1) * b * b.
  Definition row_overlap (a b n : R) := 2 * a * b + (n - 2) * b * b.
End Naive.
