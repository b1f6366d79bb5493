"""What a report sums over rows: the log loss, the Brier loss and the hits, in one tally of tallies."""

from dataclasses import dataclass

from skxent._check import Forecast
from skxent._rows import Tally, unit
from skxent.metrics import LossTally
from skxent.metrics._brier import brier_scale
from skxent.metrics._means import MeanTally, mean_tally
from skxent.metrics._per_row import brier_losses, hits


@dataclass(frozen=True, eq=False)
class ReportTally(Tally):
    """Sums of everything that the headline reads."""

    loss: LossTally = unit("nats")
    brier: MeanTally = unit("squared probability")
    hits: MeanTally = unit("rows")

    @property
    def brier_loss(self) -> float:
        """Mean squared error, halved for two classes."""
        return brier_scale("auto", len(self.loss.labels)) * self.brier.mean

    @property
    def accuracy(self) -> float:
        """Share of rows whose likeliest class is the label."""
        return self.hits.mean


def report_tally(forecast: Forecast) -> ReportTally:
    """Return the tally of a checked forecast."""
    return ReportTally(LossTally.of(forecast), mean_tally(brier_losses, forecast), mean_tally(hits, forecast))
