"""Some sixty stories that wait in Pulse's backlog, top first.

One line per story: points (or ?) | persona or kind | title | I want | so that | epic | labels | age in days | criteria;
criteria are separated by `;`, one written as `given > when > then` is a scenario. `!` before the points: not Ready yet.
"""

STORIES = """
?|cardiologist|Compare today's rhythm with the patient's own baseline|to see today's rhythm against the patient's own baseline|I notice a change that is normal for others but not for them|Rhythm analysis|analysis, baseline|12|The baseline is the median of the last seven nights;Given a patient with fewer than three nights > when I open the comparison > then it says what is missing
5|nurse|Send the alarm to the second nurse after 30 seconds|an alarm that nobody took to reach the second nurse|no alarm waits for one person|Alarms people trust|alarms, escalation|9|After 30 seconds without acknowledgement the second nurse is alerted;Both see who has taken it;The time is counted from the first sound
3|technician|See recorders with less than two days of battery|a list of recorders with less than two days of battery|I change them on my way, not at night|Night-proof recorders|battery|15|Sorted by hours left;A recorder in its dock is not listed
5|technician|Re-pair a recorder after a firmware update|a recorder to pair again by itself after an update|I update a whole ward without visiting it|Night-proof recorders|pairing, firmware|22|Given a paired recorder > when its firmware was updated > then it is paired within one minute;A failed pairing is shown with its reason
?|nurse|Hand over open alarms at shift change|to see every alarm that is still open when my shift starts, with who last touched it|nothing that started on the previous shift gets lost in the handover|Alarms people trust|alarms, handover|244|Given two open alarms > when I start my shift > then both are listed, newest first;Each alarm shows who last touched it and when;I can confirm the handover in one tap, also with gloves on
3|cardiologist|Flag leads with more than 10% noise|leads with more than a tenth of noise to be flagged|I do not read a rhythm from a bad lead|Rhythm analysis|signal|18|Noise is measured per minute;The flag says which lead
5|coordinator|Withdraw a patient from one trial arm only|to withdraw a patient from one arm and keep the other|a change of mind does not end the whole study|Trials without paper|consent|20|Streaming for that arm stops within a minute;Data collected before stays with its consent
8|cardiologist|Tell atrial fibrillation from noise|atrial fibrillation to be told apart from noise|the ward is not called for a loose cable|Rhythm analysis|analysis, models|31|On recordings that were never seen in training, nine of ten episodes are found;Each finding shows the minute that it rests on
3|nurse|See the last alarm of a patient from the ward list|the last alarm beside each name|I know the story before I enter the room|Alarms people trust|alarms|14|Time, kind and who took it;Nothing is shown for patients without alarms
13|coordinator|Multi-site dashboards|to compare recruiting and data quality of all sites|I visit the site that needs help|Trials without paper|dashboard|60|One row per site;Open visits, usable minutes and withdrawals
5|cardiologist|Annotate a beat and share it with a colleague|to annotate a single beat and share it|a second opinion takes minutes|Rhythm analysis|annotation|26|The link opens at that beat;The colleague sees who asked
3|technician|Order spare electrodes from the app|to order electrodes where I notice they run out|no ward runs dry at the weekend|Night-proof recorders|supplies|213|The order goes to the store by e-mail;The last order is shown
2|cardiologist|Print a discharge summary with three strips|to choose three strips for the discharge summary|the family doctor sees what I saw|Rhythm analysis|export|28|Three strips fit on one page;The summary names recorder and lead
?|nurse|Silence all alarms in a room during care|to silence a room while I work in it|two patients can be washed without an alarm|Alarms people trust|alarms|62|
3|coordinator|Weekly adherence e-mail|a weekly mail on who wore the recorder how long|I call those who struggle, not everybody|Trials without paper|mail|331|Only patients of my sites;No names in the subject
5|technician|Pause a recording for an MRI|to pause a recording for an examination|the gap is explained, not suspicious|Night-proof recorders|recording|35|The pause shows on the strip;It ends by itself when the signal is back
?|patient|Show my rhythm in plain words|to read about my night in plain words|I worry less and ask better questions|Patients who understand|words|8|
3|nurse|Set quiet hours per room|quiet hours in which only urgent alarms ring|patients sleep and I still hear what matters|Alarms people trust|alarms, night|66|Urgent alarms ring at all times;The hours are shown at the door screen
5|coordinator|Remind a patient to charge the recorder|patients reminded to charge in the evening|nights are complete|Trials without paper|battery, reminder|45|One reminder at most per day;It stops when the recorder is in its dock
2|technician|Filter the device list by ward|to filter devices by ward|I see my round at a glance|Night-proof recorders|devices|29|The filter stays in the address
3|cardiologist|See heart rate variability of the night|heart rate variability of the night|I see strain that the mean hides|Rhythm analysis|analysis|33|Time-domain values by the field's standard definitions;Hours with too many ectopic beats are left out
8|coordinator|Lock a visit after sign-off|a signed-off visit to be locked|the audit finds what was signed|Trials without paper|audit|38|A change needs a reason and a second name;The old values stay readable
5|nurse|Ask for help from the alarm|to call a colleague from the alarm itself|I do not leave the patient to find one|Alarms people trust|alarms|58|Colleagues on shift are offered first;The call ends with the alarm
1|bug|Ward list forgets its order after a reload||||ui|16|The order is the same after a reload
2|bug|Time axis shows UTC in the PDF||||export|17|The PDF shows the ward's time zone, named
3|bug|A recorder with two serial numbers shows twice||||devices|21|One device, one row;Both numbers can be searched
3|debt|Replace the home-made retry by the queue's own||||reliability|50|A failed delivery is tried again with growing pauses
5|debt|Archive raw events older than a year||||storage|70|Summaries stay;An archived year can be loaded back
spike|spike|Which stream engine survives the loss of a node?||||engine|13|We know the time to recover for three engines on our own data
spike|spike|Can the recorder itself filter lead-off?||||firmware, edge|24|We know its battery cost per day
3|technician|See signal strength along my round|signal strength per room|I find the corner where recorders fall silent|Night-proof recorders|network|47|
5|cardiologist|Get a weekly digest of my patients|one page a week about each of my patients|I see slow changes|Rhythm analysis|digest|52|One page per patient;Only what changed
3|nurse|Mark an alarm as false, with a reason|to mark a false alarm with a reason|the limits get better every week|Alarms people trust|alarms, learning|71|Four reasons and a free one;Counted per rule
8|technician|Update firmware ward by ward|to update one ward after the other|a bad update does not reach everybody|Night-proof recorders|firmware|41|An update stops by itself when two recorders fail;It can be taken back
2|patient|See how long I still wear the recorder|to see the days that are left|I can plan my shower|Patients who understand|words|36|The day is shown in my language
5|patient|Press a button when I feel something|to press a button when I feel something|my doctor looks at that very minute|Patients who understand|recording|44|The press is marked on the strip;A second press within a minute counts once
3|coordinator|See visits that end this week|visits that end this week|I collect recorders in one tour|Trials without paper|planning|23|Sorted by site and day
3|coordinator|Attach the signed consent to the patient|the signed consent beside the patient|the auditor does not wait for a folder|Trials without paper|consent|49|PDF up to ten megabytes;Who attached it and when
?|cardiologist|Suggest limits from the first night|limits suggested from the first night|each patient gets limits that fit|Alarms people trust|alarms, models|64|
5|nurse|Show alarms of my patients only|only my patients' alarms by default|I am not tired by the other wing|Alarms people trust|alarms|75|One tap shows the whole ward;Escalated alarms always show
2|technician|Scan a recorder into its dock|to scan a recorder into its dock|the list knows where it is|Night-proof recorders|devices|39|
3|technician|Clean a recorder's data before the next patient|a recorder to be wiped before the next patient|nobody sees another person's heart|Night-proof recorders|privacy|58|Given unsent data > when I wipe it > then I am warned and can send it first;The wipe is in the log
5|cardiologist|See pauses longer than three seconds|pauses over three seconds to be listed|I decide on a pacemaker with facts|Rhythm analysis|analysis|37|The longest first;Each opens its strip
3|coordinator|Compare usable minutes by site|usable minutes by site|I know where to train|Trials without paper|dashboard|62|
8|cardiologist|Forecast the next hour's mean rate|a forecast of the next hour with its uncertainty|I plan the round|Rhythm analysis|models|43|Eight of ten true values lie in the 80% band on nights it has not seen
3|nurse|Read the room number aloud with the alarm|to hear the room number|I start walking before I look|Alarms people trust|alarms|195|German and English
2|nurse|Bigger numbers on the wall screen|numbers I can read from the door|I do not walk in to read|Alarms people trust|ui|201|Readable from five metres
5|technician|Simulate fifty recorders on staging|to simulate fifty recorders|we find the limit before the hospital does|Night-proof recorders|testing|54|Day curve, activity and faults can be chosen
3|coordinator|Choose the language of patient texts|texts in the patient's language|consent is real|Patients who understand|words|66|German, English, Turkish, Polish
?|coordinator|Pay travel costs through the app|travel costs paid through the app|patients do not wait for weeks|Trials without paper|money|270|
3|technician|Report a lost recorder|to report a lost recorder|its data cannot be sent by a stranger|Night-proof recorders|privacy|48|Its credential is refused within a minute
5|cardiologist|Trend of ectopic beats over the visit|the trend of ectopic beats|I see whether the drug works|Rhythm analysis|analysis|57|Per hour, with the night marked
1|nurse|Say "bed" instead of "slot" everywhere|the word bed|nobody asks what a slot is|Alarms people trust|words|42|
3|debt|Load test of the alarm path in CI||||testing|61|The run fails when p99 exceeds the limit
2|debt|Drop the old pairing protocol||||pairing|75|No recorder in the field uses it
?|patient|Share my report with my family|to share my report with my family|they stop asking me every evening|Patients who understand|words|34|
3|cardiologist|Search strips by finding|to search strips by finding|I find similar cases for teaching|Rhythm analysis|search|65|
5|coordinator|Close a trial and hand over its data|to close a trial with one archive|the sponsor gets everything once|Trials without paper|export|80|Raw and summaries;A checksum per file
2|technician|Sound at the dock when fully charged|a sound when a recorder is charged|I swap them in time|Night-proof recorders|battery|228|
3|nurse|Practise with a demo ward|a demo ward for new colleagues|they try alarms before a patient depends on it|Alarms people trust|training|46|No real patient is visible;It resets every night
"""
