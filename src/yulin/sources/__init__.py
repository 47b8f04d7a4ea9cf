"""What other departments hold is asked of them, not of the person: 免证明.

Sources, the calls made to them and what they answered; an answer becomes facts and decides anew.
"""
