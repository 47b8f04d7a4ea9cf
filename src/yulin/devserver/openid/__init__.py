"""A real OpenID provider of this checkout's own, in place of the government's single sign-on.

Authlib's authorization server in a small process: code flow with PKCE, signed ID tokens, one click on
a made-up citizen instead of a password. Nothing of it is used on a real site.
"""
