package dev.scrip.ledger.domain;

import dev.scrip.ledger.domain.Entry.GrantTerms;
import dev.scrip.ledger.domain.Entry.LimitClosed;
import dev.scrip.ledger.domain.Entry.LimitUse;
import dev.scrip.ledger.domain.Entry.PeriodOpened;
import dev.scrip.ledger.domain.Entry.Posting;
import dev.scrip.ledger.domain.Entry.PostingKind;
import java.util.ArrayList;
import java.util.List;

/** Collects the effects of one entry. Touches each grant at most once. */
final class EffectsDraft {
  private final List<GrantTerms> grants = new ArrayList<>(1);
  private final List<Posting> postings = new ArrayList<>(2);
  private final List<LimitUse> limits = new ArrayList<>(1);
  private final List<PeriodOpened> periods = new ArrayList<>(1);
  private final List<LimitClosed> closedLimits = new ArrayList<>(0);

  /** Adds a grant and its credits. */
  EffectsDraft give(GrantTerms terms) {
    grants.add(terms);
    postings.add(
        new Posting(
            terms.grant(), terms.pool(), PostingKind.GRANT, terms.amount(), 0, terms.amount()));
    return this;
  }

  /** Takes credits out of a grant. */
  EffectsDraft take(Grant grant, PostingKind kind, long amount) {
    postings.add(
        new Posting(
            grant.id(),
            grant.pool(),
            kind,
            -amount,
            grant.remaining(),
            grant.remaining() - amount));
    return this;
  }

  EffectsDraft use(LimitUse use) {
    limits.add(use);
    return this;
  }

  EffectsDraft open(PeriodOpened period) {
    periods.add(period);
    return this;
  }

  /** Ends the period of a recurring grant without a next one. */
  EffectsDraft end(Wallet.Period period, long at) {
    return open(new PeriodOpened(period.rule(), period.pool(), at, at, 0, 0));
  }

  EffectsDraft close(Wallet.Window window) {
    closedLimits.add(new LimitClosed(window.limit(), window.subject()));
    return this;
  }

  Entry.Effects effects() {
    return new Entry.Effects(grants, postings, limits, periods, closedLimits);
  }
}
