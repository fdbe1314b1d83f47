package dev.scrip.deploy.acceptance.invariants;

import dev.scrip.deploy.acceptance.invariants.Told.Given;
import dev.scrip.deploy.acceptance.invariants.Told.Hold;
import dev.scrip.deploy.acceptance.invariants.Told.Moved;
import dev.scrip.deploy.acceptance.invariants.Told.Transit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * One pool of a wallet by the words of {@code docs/semantics.md}, in micros: each amount comes from
 * what lines say they did, and only {@code left} from their postings.
 *
 * @param given in grants, those that came from elsewhere too
 * @param left free in grants, less what is owed
 * @param passedOn rolled over, or taken by another wallet
 * @param arrived in grants, out of other grants: rolled over, or from another wallet
 */
record Account(
    long given,
    long left,
    long held,
    long inTransit,
    long charged,
    long refunded,
    long expired,
    long voided,
    long passedOn,
    long forgiven,
    long arrived) {
  static final Account EMPTY = new Account(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  /** What is not accounted for: 0, or credits came from nowhere or went nowhere. */
  long missing() {
    return given
        - (left + held + inTransit + charged - refunded + expired + voided + passedOn - forgiven);
  }

  Account plus(Account more) {
    return new Account(
        given + more.given,
        left + more.left,
        held + more.held,
        inTransit + more.inTransit,
        charged + more.charged,
        refunded + more.refunded,
        expired + more.expired,
        voided + more.voided,
        passedOn + more.passedOn,
        forgiven + more.forgiven,
        arrived + more.arrived);
  }

  /** A wallet's pools, followed line by line. */
  static final class Book {
    /** Lines whose grants are no new credits, but such as come back. */
    private static final Set<String> GIVING_BACK = Set.of("REFUNDED", "TRANSFER_RESTORED");

    private static final Set<String> PASSING_ON = Set.of("ROLLED_OVER", "TRANSFER_RECEIVED");

    private final Map<String, Account> pools = new TreeMap<>();
    private final Map<String, Hold> holds = new HashMap<>();
    private final Map<String, Transit> transits = new HashMap<>();

    /** Every pool by its name. */
    Map<String, Account> pools() {
      return pools;
    }

    static Map<String, Account> of(List<Told> lines) {
      Book book = new Book();
      lines.forEach(book::take);
      return book.pools();
    }

    void take(Told line) {
      line.postings().forEach(posting -> add(posting.pool(), left(posting.amount())));
      for (Given grant : line.grants()) {
        if (!GIVING_BACK.contains(line.type())) {
          boolean arrives = PASSING_ON.contains(line.type());
          add(grant.pool(), given(grant.amount(), arrives ? grant.amount() : 0));
        }
      }
      line.dealings()
          .holds()
          .forEach(hold -> {
            holds.put(hold.id(), hold);
            add(hold.pool(), held(hold.amount()));
          });
      for (String ended : line.dealings().endedHolds()) {
        Hold hold = holds.remove(ended);
        if (hold != null) {
          add(hold.pool(), held(-hold.amount()));
        }
      }
      line.dealings()
          .sent()
          .forEach(transit -> {
            transits.put(transit.id(), transit);
            transit.slices().forEach(slice -> add(slice.pool(), onItsWay(slice.amount(), 0)));
          });
      for (String ended : line.dealings().endedTransits()) {
        Transit transit = transits.remove(ended);
        boolean settled = line.type().equals("TRANSFER_SETTLED");
        if (transit != null) {
          transit
              .slices()
              .forEach(slice ->
                  add(slice.pool(), onItsWay(-slice.amount(), settled ? slice.amount() : 0)));
        }
      }
      said(line);
    }

    /** What the line as a whole says it did. */
    private void said(Told line) {
      switch (line.type()) {
        case "CHARGED", "CAPTURED" -> add(line.pool(), charged(line.amount(), 0));
        case "REFUNDED" -> add(line.pool(), charged(0, line.amount()));
        case "EXPIRED" -> add(line.pool(), ended(line.amount(), 0));
        case "VOIDED" -> add(line.pool(), ended(0, line.amount()));
        case "ROLLED_OVER" -> add(line.pool(), onItsWay(0, line.amount()));
        default -> line.postings().forEach(this::ofMany);
      }
    }

    /** A line that does several things says them by its postings alone. */
    private void ofMany(Moved posting) {
      switch (posting.kind()) {
        case "EXPIRE" -> add(posting.pool(), ended(-posting.amount(), 0));
        case "VOID" -> add(posting.pool(), ended(0, -posting.amount()));
        case "FORGIVE" -> add(posting.pool(), forgiven(posting.amount()));
        default -> {}
      }
    }

    private void add(String pool, Account change) {
      pools.merge(pool, change, Account::plus);
    }

    private static Account given(long given, long arrived) {
      return new Account(given, 0, 0, 0, 0, 0, 0, 0, 0, 0, arrived);
    }

    private static Account left(long left) {
      return new Account(0, left, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    private static Account held(long held) {
      return new Account(0, 0, held, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    private static Account charged(long charged, long refunded) {
      return new Account(0, 0, 0, 0, charged, refunded, 0, 0, 0, 0, 0);
    }

    private static Account ended(long expired, long voided) {
      return new Account(0, 0, 0, 0, 0, 0, expired, voided, 0, 0, 0);
    }

    private static Account onItsWay(long inTransit, long passedOn) {
      return new Account(0, 0, 0, inTransit, 0, 0, 0, 0, passedOn, 0, 0);
    }

    private static Account forgiven(long forgiven) {
      return new Account(0, 0, 0, 0, 0, 0, 0, 0, 0, forgiven, 0);
    }
  }
}
