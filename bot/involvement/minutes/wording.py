"""The words by which people, promises and months are known in English minutes."""

import re


def words_of(listed: str) -> frozenset[str]:
    """Give the words of a list, which spaces and ends of lines part."""
    return frozenset(listed.split())


MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
WEEKDAY = (
    r"(?:Mon(?:day)?|Tue(?:s(?:day)?)?|Wed(?:s|nesday)?|Thu(?:rs?(?:day)?)?|Fri(?:day)?"
    r"|Sat(?:urday)?|Sun(?:day)?)"
)

_CAPITAL = "A-ZÀ-ÖØ-ÞĀĆČĐĒĘĢĪĶĻŁŃŅŇŐŘŚŠŤŪŮŰŴŶŹŻŽ"
_SMALL = "a-zß-öø-ÿāăąćčďđēėęěğģīıķļłńņňőœřśşšťūůűųŵŷźżž"
NAME = (
    rf"(?>[{_CAPITAL}](?>[{_SMALL}]+|['’-](?!(?:s|ll)\b)[{_CAPITAL}]?(?=[{_SMALL}])"
    rf"|[{_CAPITAL}](?=[{_SMALL}]))+)"
)
"""A word that begins with a capital, as names do: Marsh, O'Neil, McKay, Lloyd-Price, Llŷr."""

ACTION_VERBS = words_of("""
add address advertise advise agree amend analyse apply approach arrange ask assess attend audit bake
begin bid book brief bring build buy call cancel canvass chair change chase check choose circulate
clarify clear collate collect commission complete compile complain confirm consult contact continue
contribute convene convey coordinate co-ordinate copy correct correspond cost count create
deliver demonstrate design determine develop discuss display distribute document draft draw drop
email e-mail enquire ensure escalate establish evaluate examine explain explore extend
facilitate feed feedback fill finalise finish find fit fix follow forward fund gather get give go
hand help hold host identify implement include inform inquire insert inspect install introduce
investigate invite invoice issue join keep lead learn lend let liaise link list listen locate log
look mail make map measure meet mend mention monitor move nominate note notify obtain offer
open order organise organize outline oversee participate pass pay phone pick pilot place plan
post prepare present press print prioritise proceed produce progress promote propose provide
publicise publish purchase pursue push put query raise re-draft re-order re-send read reassess
recirculate recommend reconsider recruit redesign redraft refer reinstate relay remind remove
reorder repair replace reply report represent request research resend reserve resolve respond
return review revise rewrite ring run sample scan schedule scope secure seek select send set
share show sign simplify sort source speak split start stock submit suggest summarise supply
support survey take talk telephone tell test thank tidy trace track train translate trial try
turn type update upload use verify video visit walk work write
""")
"""What people promise to do in minutes; in the form that follows 'to'."""

_IRREGULAR = words_of("""
begun bought brought built chosen cut drawn found given held hidden kept laid led left lent let
made met paid put read rewritten rung run sent set shown sought split spoken spread swapped taken
taught thrown told withdrawn written sold struck named allowed offered charged banned dropped
scrapped raised invited stopped excluded
""")
DONE_TO_THINGS = _IRREGULAR | {
    form for verb in ACTION_VERBS for form in (f"{verb}ed", f"{verb}d", f"{verb}{verb[-1]}ed",
                                               f"{verb[:-1]}ied")
}  # fmt: skip
"""What is done to something once it was agreed: 'that permits are given out'."""

WRITTEN_OR_SPOKEN = words_of("""
write ring call ask email e-mail draft redraft circulate speak talk contact chase invite book send
phone telephone find collect prepare bring share type check remind arrange organise investigate
liaise enquire thank tell drop bake
""")
"""What only people do: enough to take a name that is not listed for a person's."""

MAY_BE_A_NOUN = words_of("""
report update feedback visit survey talk review request post change form question travel work trial
research audit supply support mail record address display copy contact notice test help lead look
""")
"""Deeds that are things too: 'AB: report on parking' promises nothing."""

NEVER_A_PROMISE = words_of("""
be have not never like prefer rather need want miss leave retire feel welcome appreciate suffer
remain become love hate hope expect know think believe seem appear the a an her him them their his
us this that these those me my our your its date whom which and or no all
""")
"""What may follow 'to', 'will' or 'would' where nobody promises anything."""

NOT_A_PERSON = words_of("""
NHS AOB AGM MRI CT PET UK EU TV PDF FAQ TBC TBA TBD NA DNA USA VAT BBC AM PM OK ID PO RE CC PS
NB AP COVID HIV WIFI ACTION AGREED ITEM DATE NOTES NONE OPEN DONE DUE WHO WHEN BY TO OF IN ON AT
THE AND FOR LIST LOG POINT POINTS PLAN ITEMS SUMMARY TABLE NEW NEXT
""")
"""Capitals that are nobody's initials."""

MAY_BE_A_BODY = words_of("GP GPS MDT CNS ICB ICS CCG PCT IT HR PR PPG NICE PALS RAG ED ENT GI")
"""Capitals that can be asked to do something, but do not speak for the meeting."""

ROLE_WORDS = (
    r"(?:chair(?:man|woman|person)?|vice[- ]chair|co-chair|secretary|treasurer|facilitator"
    r"|co-?ordinator|administrator|convenor|minute[- ]taker|nurse|lead|manager|officer|director"
    r"|consultant|surgeon|oncologist|radiographer|physiotherapist|dietitian|dietician|pharmacist"
    r"|librarian|chaplain|cns|doctor|receptionist|researcher|clerk|volunteer|representative|rep)"
)
OFFICE = (
    r"(?:[Tt]he\s+)?(?:[Cc]hair(?:man|woman|person)?|[Vv]ice[- ][Cc]hair(?:man|woman|person)?"
    r"|[Cc]o-[Cc]hair|[Ss]ecretary|[Tt]reasurer|[Ff]acilitator|[Nn]ote[- ]taker|[Mm]inute[- ]taker"
    r"|[Cc]o-?ordinator|[Aa]dministrator|[Cc]onvenor)"
)
"""Somebody whom every meeting knows."""

BODIES = re.compile(
    r"\b(?:board|trust|icb|icbs|ccg|commissioners?|nice|government|department|ministers?|cabinet"
    r"|council|hospitals?|management|executive|ministry|parliament|regulator|university|nhs)\b",
    re.IGNORECASE,
)
"""Those who decide elsewhere."""

COMMON_STARTS = words_of("""
The A An It This That These Those There They We He She I You In On At By For From With When While
Where What Who Why How If As After Before Since Some Many Most Several Need Want Nothing Due
Thanks Welcome Agreed Plan Aim Time Way Ways Next Please Also Further More Less According Back
Able Unable Ready Want Hoping Subject Going Yet Best Used Close Date Other Not No Decision Action
Actions Reason Reasons Right Chance Something Anything Everything Things Questions Items Only Here
Let Nobody Everybody Somebody Someone Everyone
""")
"""Words with a capital that are no name."""
