"""Who plays in the story: sixteen members, by their roles."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """One member's part. `kind` is the option they choose for who they are, from 1.

    `way` is how they answer: tap, digits or voice. `aloud` members are shown in the transcript.
    """

    role: str
    language: str
    own_name: str
    code: str | None
    kind: int
    way: str = "tap"
    aloud: bool = False


ENGLISH, WELSH, URDU = ("en_GB", "English"), ("cy", "Cymraeg"), ("ur", "اردو")

FACILITATOR = Part("facilitator", *ENGLISH, "en", 5)
PATIENT = Part("patient in treatment", *ENGLISH, "en", 1, aloud=True)
CARER = Part("carer, reads Welsh", *WELSH, "cy", 3, aloud=True)
READS_URDU = Part("patient in treatment, reads Urdu", *URDU, "ur", 1, aloud=True)
TYPES_DIGITS = Part(
    "patient after treatment, types digits", *ENGLISH, None, 2, "digits", aloud=True
)
LEAVES = Part("carer, tired, leaves half way", *ENGLISH, "en", 3, aloud=True)
STOPS = Part("patient who stops", *ENGLISH, "en", 2, aloud=True)
BLOCKS = Part("family member who blocks the bot", *ENGLISH, "en", 3)
SPEAKS = Part("patient with little sight, speaks", *ENGLISH, "en", 1, "voice", aloud=True)
UNDECIDED = Part("patient who does not answer", *ENGLISH, "en", 4)

MEMBERS = (
    PATIENT,
    CARER,
    READS_URDU,
    TYPES_DIGITS,
    LEAVES,
    STOPS,
    BLOCKS,
    SPEAKS,
    UNDECIDED,
    Part("patient, lung cancer group", *ENGLISH, "en-GB", 2),
    Part("patient, far from town", *WELSH, "cy", 1),
    Part("young carer of 19", *ENGLISH, "en", 3),
    Part("patient, reads Urdu, types digits", *URDU, "xx", 2, "digits"),
    Part("friend who drives", *ENGLISH, "pl", 4),
    Part("patient who works nights", *ENGLISH, "en", 1),
    Part("carer of a patient at home", *WELSH, None, 3, "digits"),
)
