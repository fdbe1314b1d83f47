package dev.scrip.deploy.acceptance.invariants;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * In total, by pool: what was granted and did not come out of another grant is left, held, charged,
 * expired or voided somewhere; and what left wallets and grants is what arrived in others.
 */
final class NothingFromNowhere implements Whole.Rule {
  @Override
  public String name() {
    return "I1e the whole ledger adds up";
  }

  @Override
  public Stream<String> breaches(Whole whole) {
    List<String> breaches = new ArrayList<>();
    whole
        .pools()
        .forEach((pool, all) -> {
          if (all.missing() != 0) {
            breaches.add("%d of %s are not accounted for: %s".formatted(all.missing(), pool, all));
          }
          if (all.passedOn() != all.arrived()) {
            breaches.add(
                "%d of %s were passed on, %d arrived"
                    .formatted(all.passedOn(), pool, all.arrived()));
          }
        });
    return breaches.stream();
  }
}
