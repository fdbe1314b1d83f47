package dev.scrip.ledger.domain;

import dev.scrip.ledger.domain.Command.Deliver;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Carries transfers from wallet to wallet as the nodes do, but late, twice and in any order: what
 * it saw once it may bring again.
 */
final class Courier {
  private final Map<String, Command> deliveries = new LinkedHashMap<>();
  private final List<Command> ends = new ArrayList<>();

  /** Takes note of what is under way after a decision, and of what became of a delivery. */
  void saw(Command command, Decision decision) {
    for (Wallet.Transit transit : decision.wallet().dealings().transits()) {
      String id = "deliver:" + command.wallet() + ":" + transit.id();
      Deliver deliver =
          new Deliver(transit.id(), command.wallet(), transit.grants(), transit.seat());
      deliveries.putIfAbsent(id, command(id, transit.to(), deliver));
    }
    if (command.body() instanceof Deliver deliver
        && decision.outcome() instanceof Decision.Decided(Line answer, List<Decision.Remember> _)
        && command.id().startsWith("deliver:")) {
      ends.add(end(command.wallet(), deliver, answer));
    }
  }

  private static Command end(String target, Deliver deliver, Line answer) {
    String transfer = target + ":" + deliver.transfer();
    return answer instanceof Rejection refused
        ? command(
            "restore:" + transfer,
            deliver.from(),
            new Command.Restore(deliver.transfer(), refused.reason()))
        : command("settle:" + transfer, deliver.from(), new Command.Settle(deliver.transfer()));
  }

  /** What a choice brings: a delivery or the end of one; nothing, if nothing was ever sent. */
  Optional<Command> next(int choice) {
    List<Command> all = new ArrayList<>(deliveries.values());
    all.addAll(ends);
    all.addAll(ends);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(choice % all.size()));
  }

  private static Command command(String id, String wallet, Command.Body body) {
    return new Command(id, wallet, "", "", Text.NONE, body);
  }
}
