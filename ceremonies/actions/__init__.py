"""Actions of retrospectives, followed until they are done or dropped."""
