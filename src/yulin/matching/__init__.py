"""People and posts ranked for each other, exactly and with reasons, and seated under capacity.

Takes two tables (求职 and 岗位), gives ranked pairs in both directions; knows no Django and no server.
"""
