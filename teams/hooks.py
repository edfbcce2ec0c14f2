from core.hooks import Hook

team_created = Hook("A team exists from now on: team, actor, now")
