(** From a theorem of the library to what a claim says: tactics for proofs that are generated. *)
From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
From critscale Require Import Definitions Identities Limits Weights Window Charts.
Open Scope R_scope.

Ltac reveal := repeat match goal with x := _ |- _ => subst x end.

(** A premise of the theorem, from those of the claim. *)
Ltac premise :=
  first [ lra
        | rewrite weight_of_logit by lra; lra
        | solve [positive] | solve [nonnegative]
        | solve [repeat split; first [lra | positive | apply Rmult_lt_compat_r; [apply Rinv_0_lt_compat|]; lra]] ].

Ltac discharge H :=
  lazymatch type of H with
  | ?P -> ?Q => let p := fresh in assert (p : P) by premise; specialize (H p); clear p; discharge H
  | _ => idtac
  end.

(** The words of the library that a claim does not use. *)
Ltac translate H :=
  rewrite ?weight_of_logit in H by lra; try rewrite <- simplex_row_from_odds in H by lra.

(** Two numbers that are one: by their form, or as fractions. *)
Ltac same_form :=
  first [ reflexivity | ring | lra
        | match goal with
          | |- ?f _ _ = ?f _ _ => apply f_equal2; solve [same_form]
          | |- ?f _ = ?f _ => apply f_equal; solve [same_form]
          end
        | field; nonzero ].

Ltac same := first [same_form | identity].

Lemma order_from_two f g : of_order f g ->
  exists (C : R) (N : nat), True /\ forall k : nat, (N <= k)%nat -> 2 <= k /\ Rabs (f k) <= C * g k.
Proof.
  intros [C [N H]]. exists C, (max N 2). split; trivial. intros k Hk. split; [apply two_le; lia|apply H; lia].
Qed.

Ltac link H :=
  lazymatch type of H with
  | _ /\ _ => let A := fresh in let B := fresh in destruct H as [A B]; first [link A | link B]
  | ?x = ?y =>
    lazymatch goal with |- ?u = ?v =>
      first [ replace u with x by same; replace v with y by same; exact H
            | replace u with y by same; replace v with x by same; symmetry; exact H ] end
  | ?x <= ?y =>
    lazymatch goal with |- ?u <= ?v => replace u with x by same; replace v with y by same; exact H end
  | is_lim_seq ?f (Finite ?l) =>
    lazymatch goal with |- is_lim_seq ?g (Finite ?m) =>
      apply (limit_is _ l); [same|]; revert H; apply limit_ext; intros; cbv zeta; same end
  | exists (C : R) (N : nat), forall k : nat, (N <= k)%nat -> Rabs (@?f k) <= C * @?g k =>
    let C := fresh "C" in let N := fresh "N" in let K := fresh in
    destruct (order_from_two f g H) as [C [N [_ K]]]; exists C, N; intros k Hk; cbv zeta; destruct (K k Hk) as [Tw Le];
    lazymatch goal with |- Rabs ?x <= C * ?y =>
      lazymatch type of Le with Rabs ?v <= C * ?w => replace x with v by same; replace y with w by same; exact Le end end
  | _ => exact H
  end.

(** A must-fail twin, taken at a point, against the theorem that says otherwise. *)
Ltac refute H S := cbv zeta in S; apply H; clear H; link S.
