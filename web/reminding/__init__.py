"""Reminding 提醒: what falls due, carried to where people look: a calendar of their own, mail, a group's robot.

Quiet until somebody asks for it. `things` says what is due and at which stage; `feed` writes a calendar; `channels`
are the office's mail server and robots; `texts` what they say; `sending` goes through everybody once a day, so that
nobody is told the same thing twice.
"""
