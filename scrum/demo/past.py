"""Ten sprints that team Pulse has finished, oldest first.

One line per story: points | persona | title | I want | so that | what happened | why. What happened, by working day:
`d3` done on day 3; `+4` added on day 4; `-5` taken out on day 5; `r4:8` re-estimated to 8 points on day 4; `n` carried
over to the next sprint, whose codes follow after it; `b` carried back to the backlog.
A kind other than a user story stands in place of the persona: bug, debt, spike.
"""

LEARNED = (
    "Two of three wards call a night over at the morning round, not at an hour. A mark that a nurse sets is enough."
)

SPRINTS = [
    (
        "A recorder's heartbeats arrive in the browser, live, for one patient.",
        """
3|technician|Register a recorder by its serial number|to register a recorder by typing its serial number|only known devices can send|d2|
5|technician|Receive heart rate events from one recorder|to see that events of my recorder arrive|I know the line works before I leave the ward|d4|
3|nurse|See the latest heart rate of one patient|to see the latest heart rate with its time|I can tell a quiet patient from a silent line|d6|
5|cardiologist|Draw the last ten minutes as a line|to see the last ten minutes as a line|I see where the rate is going, not just where it is|d8|
2|debt|Run the tests on every push|||d1|
3|technician|Show when a recorder was last heard|to see when each recorder was last heard|I find the silent ones first|d9|
5|coordinator|Create a trial with its visits|to set up a trial with its visits|every event belongs to a protocol step|n d3|
3|bug|Clock of the gateway drifts by minutes per day|||+5 d7|Found on staging ward 2: times ran ahead of the wall clock.
""",
    ),
    (
        "A nurse sees all patients of a ward on one screen.",
        """
5|nurse|List all patients of the ward with their rate|to see all patients of my ward on one screen|I do not walk from bed to bed to read numbers|d5|
3|nurse|Sort the ward list by who needs a look first|the patients who need a look at the top|I start my round in the right room|d7|
3|nurse|Mark a patient as away for an examination|to mark a patient as away|a missing signal does not look like an alarm|d6|
5|technician|Assign a recorder to a patient at the bedside|to assign a recorder by scanning the bed label|the right heart ends up under the right name|d8|
2|technician|Print a label for a recorder|to print a label with the serial number|I can read it without a torch|d2|
3|coordinator|Invite a site to a trial|to invite a hospital to the trial|they can start screening without a call|n d2|
5|debt|Keep one event when it arrives twice|||d4|
2|bug|List jumps when a new reading arrives|||+4 d5|Two nurses lost their place while scrolling.
""",
    ),
    (
        "Nobody has to guess whether a number is a heart or a loose electrode.",
        """
5|nurse|Tell a loose electrode from a stopped heart|a loose electrode to look different from a stopped heart|I bring tape, not the crash trolley|r3:8 d9|The recorders report lead-off in three different ways.
3|technician|Show signal quality as bars|to see signal quality as bars|I can move the electrode until it is good|d4|
3|cardiologist|Hide minutes with bad signal from the average|minutes with bad signal left out of the average|one loose lead does not change a treatment|d6|
2|nurse|Confirm that an electrode was replaced|to confirm a replaced electrode|the next shift sees that it is solved|d7|
3|coordinator|See how many minutes of a visit are usable|to see how much of a visit is usable|I repeat it while the patient is still here|d8|
5|cardiologist|Compare two leads of the same minute|to compare two leads of one minute|I trust a finding that both show|n d6|
3|debt|Replace the polling loop by a queue|||d5|
2|bug|Bars stay green after the cable was pulled|||d3|
3|technician|Warn before the battery is empty|a warning two hours before the battery is empty|I change it between two meals|-6|Made room for the lead-off work.
""",
    ),
    (
        "Screening visits of the first trial run without paper.",
        """
5|coordinator|Start and end a screening visit|to start and end a visit with one tap each|times are those of the visit, not of my notes|d4|
3|coordinator|See who has finished screening|to see who has finished screening|I book the next step the same day|d5|
3|patient|Read what the recorder measures before I agree|to read in plain words what is measured|I can agree or refuse knowing what it is|d3|
5|coordinator|Stop streaming when consent is withdrawn|streaming to stop the moment consent is withdrawn|we keep our word to the patient|d7|
3|technician|Reuse a recorder for the next patient|to hand a recorder to the next patient|it does not lie in a drawer for a day|d8|
3|cardiologist|Note a finding at a moment of the strip|to note a finding at the moment it happened|a colleague sees what I mean|n d4|
2|debt|Name the visit in every log line|||d2|
5|bug|A withdrawn patient still shows in the ward list|||+6 d8|The ethics board asked for it in the same week.
2|spike|How do other wards mark the end of a night?|||d6|
""",
    ),
    (
        "A cardiologist is told about a fast heart within a minute.",
        """
8|cardiologist|Raise an alarm when the mean rate stays high|an alarm when the mean stays above 120 for three minutes|I look before the patient notices|d8|
3|nurse|Hear one sound per alarm, not per reading|one sound per alarm|the ward does not learn to ignore it|d5|
5|nurse|Acknowledge an alarm from the bedside|to acknowledge an alarm at the bed|it stops ringing in the corridor|d7|
3|cardiologist|See the minute that raised the alarm|to see the minute that raised it|I judge it without searching|n d3|
2|technician|Test an alarm without a patient|to raise a test alarm|I can show the ward how it sounds|d4|
3|coordinator|Count alarms per visit|to see how many alarms a visit had|the safety report writes itself|n d5|
3|debt|Keep alarm limits apart from the code|||d3|
3|bug|An alarm rings twice after a reconnect|||+7 d9|Ward 2 counted 14 doubled alarms in one night.
""",
    ),
    (
        "Alarms reach the person who can act, also at night.",
        """
5|nurse|Send an alarm to my phone|an alarm on my phone|I hear it in the other wing|d5|
3|nurse|Hand my alarms to a colleague|to hand my alarms over|somebody is always listening while I am away|d7|
3|cardiologist|Set limits per patient|to set limits for one patient|an athlete's slow heart does not ring all night|d8|
5|cardiologist|Silence an alarm for fifteen minutes|to silence one alarm for fifteen minutes|I can treat without noise|d6|
2|nurse|See who acknowledged an alarm|to see who acknowledged it|we do not both run|d3|
3|technician|See which phones are reachable|to see which phones can be reached|I find the empty battery before the alarm does|n d2|
5|debt|Deliver each alarm exactly once|||r5:8 n d7|Lost connections turned out to need a receipt per phone.
3|bug|Night mode dims the alarm text|||d2|
""",
    ),
    (
        "The trial's first fifty patients can be monitored at once.",
        """
5|coordinator|See all fifty patients by visit|to see all patients by visit|I know who is where in the protocol|d6|
5|technician|Load events from the hospital's file share|to load the files that the old gateway drops|the old wards can take part|d8|
3|technician|Report a broken file instead of skipping it|a broken file reported with its line|I can ask the site for the right one|d9|
3|coordinator|Export a visit for the statistician|to export a visit as a table|the statistician works without our screens|d5|
3|nurse|Find a patient by bed or initials|to find a patient by bed or initials|I do not scroll with gloves on|d3|
2|debt|Measure the time from beat to screen|||d4|
3|bug|Half-written files are read too early|||+5 d7|Three visits of site 4 were short by ten minutes.
5|cardiologist|Compare a patient with last week|to compare with the same hours last week|I see a change that a single day hides|b|
""",
    ),
    (
        "A summary per patient and visit is right the moment the visit ends.",
        """
8|coordinator|Show the running mean per patient and visit|the running mean of each visit|I see an odd visit before it is over|d7|
3|cardiologist|Show spread next to the mean|to see the spread beside the mean|a calm mean does not hide a wild heart|d8|
3|coordinator|Close a visit that has been silent for an hour|a silent visit to close by itself|the list shows what is really running|d6|
3|coordinator|Reopen a visit when late events arrive|late events to reopen their visit|nothing that was measured is lost|d9|
5|debt|Give the same summary for files and for the stream|||d5|
2|technician|See how late each site sends|to see how late each site sends|I call the slow one, not all of them|d3|
3|bug|Variance is negative for constant rates|||+4 d6|Found by the statistician on visit 12.
3|nurse|Snooze a lead-off alarm for one bed|to snooze lead-off for one bed|I can wash a patient in peace|-7|Not needed for the goal; back to the top of the backlog.
""",
    ),
    (
        "Two people ill: keep the ward running and finish what was promised to site 4.",
        """
5|technician|Catch up after a night without network|recorders to catch up after a night offline|the morning report is whole|d7|
3|technician|Show how much a recorder still has to send|to see how much is still on the recorder|I do not take it out of the dock too early|d8|
3|nurse|Mark readings that arrived late|late readings to be marked|I do not treat an old number as a new one|n d2|
5|cardiologist|Annotate a strip for the case conference|to annotate a strip|the conference sees what I saw|n d5|
5|coordinator|Sign off a visit with two names|two names on a signed-off visit|the audit finds both|b|
2|debt|Alert on the queue's length, not its age|||d4|
3|bug|Site 4's files come with a comma as decimal point|||+3 d5|Reported on Wednesday; their nights were unreadable.
""",
    ),
    (
        "A ward nurse can trust that a lead-off alarm means a loose electrode.",
        """
5|nurse|Raise lead-off only after ten silent seconds|lead-off to wait ten seconds|turning in bed does not ring|d4|
5|technician|Learn the noise floor of each recorder|each recorder to know its own noise|a noisy one does not ring all night|d7|
3|nurse|Say which electrode is loose|to read which electrode is loose|I open the right button|d6|
3|cardiologist|Review last night's lead-off alarms|to review last night's lead-off alarms|I can tell the ward whether the limits fit|d8|
3|technician|Replay a recording against new limits|to replay a recording against new limits|nobody finds out at night what I changed|d9|
2|debt|Split the alarm rules from their delivery|||d3|
5|bug|Two gateways count the same beat|||+5 d8|Ward 4 stored 9 beats twice after the second gateway came.
2|nurse|Colour lead-off differently from a fast heart|lead-off in another colour|I see from the door what it is|r4:3 d6|Colour alone was not enough; it needed an icon and a word.
""",
    ),
]
