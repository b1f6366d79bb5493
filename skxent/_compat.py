"""What of other libraries' private names and protocols cannot be avoided, each with its reason."""


class AcceptsSampleWeight:
    """Answers the question that scikit-learn's searches ask of scorers where metadata routing is off.

    Since 1.7 ``GridSearchCV.fit(..., sample_weight=...)`` asks each scorer ``_accept_sample_weight()`` before it
    passes the weights on. The name is private and there is no public way to answer; without it the weights
    of the user would not reach the score, silently.
    """

    def _accept_sample_weight(self) -> bool:
        return True
