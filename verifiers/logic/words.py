"""Common English words of three and four letters, from which puzzles of words are made."""

from __future__ import annotations

_THREE = """
ace act add age aid aim air all and ant any ape arc are ark arm art ash ask ate bad bag ban bar bat bay bed bee beg bet
bid big bin bit bog bow box boy bud bug bun bus but buy cab can cap car cat cob cod cog con cop cot cow cry cub cue cup
cut dad dam day den dew did die dig dim din dip dog dot dry due dug ear eat ebb egg ego elf elk elm end era eve eye fad
fan far fat fed fee few fig fin fir fit fix fly foe fog for fox fun fur gag gap gas gel gem get gin got gum gun gut guy
gym had ham has hat hay hem hen her hex hid him hip his hit hog hop hot how hub hug hum hut ice ink inn ion ire its ivy
jam jar jaw jet job jog joy jug keg key kid kin kit lab lad lag lap law lay led leg let lid lie lip lit log lot low mad
man map mat may men met mix mob mop mow mud mug nap net new nod nor not now nun nut oak oar oat odd off oil old one orb
ore our out owe owl own pad pan pat paw pay pea peg pen pet pie pig pin pit ply pod pop pot pro pub pun pup put rag ram
ran rap rat raw ray red rib rid rig rim rip rob rod rot row rub rug rum run rut rye sad sag sap sat saw say sea see set
sew she shy sin sip sir sit six ski sky sly sob son sow soy spa spy sub sue sum sun tab tag tan tap tar tax tea ten the
tie tin tip toe ton too top toy try tub tug two urn use van vat vet vow wag war was wax way web wed wet who why wig win
wit woe won yak yam yes yet you zip zoo
"""
_FOUR = """
able ache acid aged aide area army away back bade bait bake bald bale ball band bank bard bare bark barn base bath bead
beak beam bean bear beat been beef beer bell belt bend bent best bike bill bind bird bite blow blue boar boat body boil
bold bolt bond bone book boom boot bore born boss both bowl bulb bulk bull bump burn bury bush busy cage cake call calm
came camp cane cape card care carp cart case cash cast cave cell cent chat chef chin chip chop cite city clad clan clap
claw clay clip club clue coal coat code coil coin cold cole colt come cone cook cool cope copy cord core cork corn cost
coup cove crab crew crop crow cube cure curl cute dale dame damp dare dark dart data date dawn dead deaf deal dear debt
deck deed deem deep deer dent desk dial dice diet dime dine dire dirt disc dish dive dock dole dome done doom door dose
dove down drag draw drop drum dual duck dude duel duke dull dump dune dusk dust duty each earn ease east easy edge face
fact fade fail fair fake fall fame fare farm fast fate fear feed feel feet fell felt file fill film find fine fire firm
fish fist five flag flat flaw flip flow foam foil fold folk fond food fool foot ford fore fork form fort foul four free
fuel full fume fund fuse gain gale game gate gave gaze gear gift girl give glad glow glue goal goat gold golf gone good
gown grab gray grew grey grid grin grip grow gulf hail hair hale half hall halt hand hang hard hare harm hate haul have
hawk head heal heap hear heat heel held hell help herb herd here hero hide high hike hill hint hire hold hole holy home
hood hook hope horn hose host hour hunt hurt icon idea inch into iron item jail joke jump june jury just keen keep kept
kick kill kind king kiss kite knee knew knit knot know lace lack lady laid lake lamb lame lamp land lane lard large last
late lawn lead leaf lean leap left lend lens less life lift like lime line link lion list live load loaf loan lock loft
lone long look loop lord lore lose loss lost loud love luck lump lung made mail main make male mall malt mane many mare
mark mart mask mass mast mate maze meal mean meat meet melt mend menu mild mile milk mill mind mine mint mist mode mole
mood moon more moss most move much mule must name navy near neat neck need nest news next nice nine node none noon nose
note oath obey odor once only open oral oven over pace pack page paid pail pain pair pale palm pane park part pass past
path pave peak pear peel peer pick pier pike pile pill pine pink pint pipe plan play plot plow plug plum plus poem poet
pole poll pond pony pool poor pore pork port pose post pour pray prey pull pump pure push race rack raft rage raid rail
rain rake ramp rang rank rare rate read real rear rent rest rice rich ride ring riot ripe rise risk road roam roar robe
rock rode role roll roof room root rope rose ruin rule rush rust sack safe sage said sail sake sale salt same sand sane
sang save seal seam seat seed seek seem seen self sell send sent ship shoe shop shot show shut sick side sign silk sing
sink site size skin slam slap slid slim slip slot slow snap snow soak soap soar sock soft soil sold sole some song soon
sore sort soul soup sour span spin spot star stay stem step stir stop such suit sung sure surf swap swim tail take tale
talk tall tame tank tape task team tear tell tend tent term test text than that them then they thin this thus tide tidy
tile till tilt time tiny tire toad told toll tone took tool toss tour town trap tray tree trim trip true tube tuck tune
turn twin type ugly unit upon used vain vary vast veil vein vest view vine vote wage wait wake walk wall ward ware warm
warn wash wave weak wear weed week weld well went were west what when whip wide wife wild will wind wine wing wipe wire
wise wish with wolf wood wool word wore work worm worn wrap yard yarn year yell your zone
"""

THREE_LETTERS: tuple[str, ...] = tuple(_THREE.split())
FOUR_LETTERS: tuple[str, ...] = tuple(word for word in _FOUR.split() if len(word) == 4)
