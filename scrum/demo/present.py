"""The sprint that runs today (its seventh working day); the line format is that of `past.py`.

`g` marks a story that serves the goal, `w` one that is in work, `v` one in review, both since the given day;
`x` a story that is blocked since that day, with the impediment as its reason.
"""

GOAL = "A cardiologist sees a sustained VT alarm at the bedside within three seconds, with the strip that triggered it."

STORIES = """
5|cardiologist|Sustained VT alarm reaches the bedside in three seconds|to be told about sustained VT at the bedside within three seconds|I start treating before the team is called|g w4|
3|cardiologist|Show the triggering strip next to the alarm|to see the strip that raised the alarm|I judge it without opening another page|g v5|
5|nurse|Acknowledge an alarm from the phone|to acknowledge an alarm on my phone|the corridor is quiet before I reach the bed|g d5|
3|technician|Calibrate lead II gain on site|to calibrate lead II at the bed|thresholds mean the same on every recorder|d3|
3|coordinator|Stop streaming for one arm of the trial|to stop one arm without touching the other|the control group stays untouched|d4|
2|coordinator|See who acknowledged an alarm, and when|to see who acknowledged an alarm, and when|the safety report needs no phone calls|d6|
3|technician|Pair a replacement recorder without losing the session|to pair a replacement while the session runs on|the patient keeps one unbroken recording when a device fails at night|x3|Waiting for the firmware certificate from Regulatory.
2|coordinator|Assign recorders to a trial arm in bulk|to assign many recorders to one arm at once|setting up a site takes minutes, not a morning|v6|
2|cardiologist|Export a 24-hour strip as PDF for the patient file|a 24-hour strip as a PDF|the patient file is complete without screenshots|t|
2|nurse|Snooze a lead-off alarm while electrodes are replaced|to snooze lead-off while I replace electrodes|it does not ring while my hands are on it|t|
3|debt|Send alarms and readings on separate connections|||d2|
1|technician|Show days of battery left on each recorder|to see the days of battery left|I plan the change instead of running|+4 t|Ward 2 lost two nights to empty batteries.
2|coordinator|Mask identities in the trial export|names and birthdays masked in the export|the statistician never sees who it was|+5 w6|The data protection officer moved the audit forward.
"""
