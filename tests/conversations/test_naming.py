"""Names of people with their titles, found in what somebody wrote."""

import pytest

from conversations.naming import names_in

FOUND = {
    "Nurse Jones was rude": ("Nurse Jones",),
    "my nurse Sarah Jones, on ward 3": ("nurse Sarah Jones",),
    "Dr. Patel's clinic runs late": ("Dr. Patel",),
    "Dr J. Smith and Dr J. Smith": ("Dr J. Smith",),
    "Nyrs Gwen oedd yno": ("Nyrs Gwen",),
    "ڈاکٹر احمد نے کہا": ("ڈاکٹر احمد",),
    "Mrs O’Brien, and Sister Mary-Anne": ("Mrs O’Brien", "Sister Mary-Anne"),
    "I met Doctor\u200b Khan": ("Doctor Khan",),
    "my nurse Anna. She said": ("nurse Anna",),
    "a nurse called Tom": ("nurse called Tom",),
    "a consultant named Lee Wong left": ("consultant named Lee Wong",),
    "NURSE JONES WAS LATE": ("NURSE JONES",),
}
NOT_FOUND = (
    "", "nurses are kind", "The nurse. Sarah said", "The Nurse Specialist helped",
    "THE NURSE WAS LATE", "my doctor said", "a nurse I met", "nurse’s station", "Consultants Smith",
    "ڈاکٹر نے کہا", "ڈاکٹر ڈاکٹر", "nurse, Jones", "nurse", "a nurse called", "Jones", "Nurse May",
    "the doctor (Monday)",
)  # fmt: skip


@pytest.mark.parametrize("text", FOUND)
def test_a_title_with_a_name_after_it_is_found(text: str) -> None:
    assert names_in(text) == FOUND[text]


@pytest.mark.parametrize("text", NOT_FOUND)
def test_a_title_alone_a_role_or_a_name_alone_is_not(text: str) -> None:
    assert names_in(text) == ()
