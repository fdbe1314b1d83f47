package dev.scrip.deploy.acceptance.invariants;

import dev.scrip.deploy.acceptance.invariants.Told.Moved;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * An entry moves only what its type says, in the direction that its type says, and its amount is
 * that of its postings.
 */
public final class EntryAmounts implements Invariant {
  /**
   * What an entry may do.
   *
   * @param main the kind whose postings make up the amount
   * @param others kinds that it may have beside
   */
  private record Allowed(String main, Set<String> others) {
    static Allowed only(String main, String... others) {
      return new Allowed(main, Set.of(others));
    }
  }

  private static final Map<String, Allowed> ALLOWED =
      Map.ofEntries(
          Map.entry("OPENED", Allowed.only("GRANT")),
          Map.entry("CHARGED", Allowed.only("CHARGE")),
          Map.entry("GRANTED", Allowed.only("GRANT")),
          Map.entry("EXPIRED", Allowed.only("EXPIRE")),
          Map.entry("VOIDED", Allowed.only("VOID")),
          Map.entry("RESET", Allowed.only("GRANT", "EXPIRE")),
          Map.entry("PLAN_CHANGED", Allowed.only("GRANT", "VOID")),
          Map.entry("HELD", Allowed.only("HOLD")),
          Map.entry("CAPTURED", Allowed.only("CAPTURE", "CHARGE", "RELEASE")),
          Map.entry("RELEASED", Allowed.only("RELEASE")),
          Map.entry("HOLD_EXPIRED", Allowed.only("RELEASE")),
          Map.entry("REFUNDED", Allowed.only("REFUND")),
          Map.entry("ROLLED_OVER", Allowed.only("ROLLOVER")),
          Map.entry("OVERDRAFT_SETTLED", Allowed.only("FORGIVE", "REPAY")),
          Map.entry("TRANSFER_SENT", Allowed.only("TRANSFER", "GRANT")),
          Map.entry("TRANSFER_RECEIVED", Allowed.only("GRANT", "VOID")),
          Map.entry("TRANSFER_RESTORED", Allowed.only("TRANSFER", "VOID")));

  /** Entries of several pools, or of a plan's grants, whose amount is told by postings alone. */
  private static final Set<String> MANY_POOLS = Set.of("OPENED", "PLAN_CHANGED");

  @Override
  public String name() {
    return "I1a an entry's amount is that of its postings";
  }

  @Override
  public Stream<String> breaches(Evidence evidence) {
    List<String> breaches = new ArrayList<>();
    for (Told line : evidence.lines()) {
      if (line.kind() == Told.Kind.ENTRY) {
        Allowed allowed = ALLOWED.getOrDefault(line.type(), Allowed.only(""));
        for (Moved posting : line.postings()) {
          if (!posting.kind().equals(allowed.main())
              && !allowed.others().contains(posting.kind())) {
            breaches.add(
                "%s: %s has a posting %s".formatted(line.event(), line.type(), posting.kind()));
          }
          if (!rightWay(line, posting)) {
            breaches.add("%s: %s of %s".formatted(line.event(), posting.kind(), posting));
          }
        }
        if (!line.pool().isEmpty() && !MANY_POOLS.contains(line.type())) {
          amount(breaches, line);
        }
      } else if (!line.postings().isEmpty() || !line.grants().isEmpty()) {
        breaches.add("%s: a %s moves credits".formatted(line.event(), line.kind()));
      }
    }
    return breaches.stream();
  }

  private static boolean rightWay(Told line, Moved posting) {
    boolean debt = posting.grant().isEmpty();
    return switch (posting.kind()) {
      case "GRANT", "REFUND" -> posting.amount() >= 0 && posting.held() == 0;
      case "FORGIVE" -> debt && posting.amount() >= 0 && posting.held() == 0;
      case "REPAY" -> (debt ? posting.amount() >= 0 : posting.amount() <= 0) && posting.held() == 0;
      case "CHARGE", "EXPIRE", "VOID" -> posting.amount() <= 0 && posting.held() == 0;
      case "HOLD" -> posting.amount() <= 0 && posting.held() == -posting.amount();
      case "RELEASE" -> posting.amount() >= 0 && posting.held() == -posting.amount();
      case "CAPTURE" -> posting.amount() == 0 && posting.held() <= 0;
      case "TRANSFER" ->
          (line.type().equals("TRANSFER_SENT") ? posting.amount() <= 0 : posting.amount() >= 0)
              && posting.held() == 0;
      case "ROLLOVER" -> posting.held() == 0;
      default -> false;
    };
  }

  private static void amount(List<String> breaches, Told line) {
    long moved =
        switch (line.type()) {
          case "CHARGED" -> -sum(line, "CHARGE");
          case "GRANTED", "RESET", "TRANSFER_RECEIVED" -> sum(line, "GRANT");
          case "EXPIRED" -> -sum(line, "EXPIRE");
          case "VOIDED" -> -sum(line, "VOID");
          case "HELD" -> -sum(line, "HOLD");
          case "CAPTURED" -> -Told.sum(line.held("CAPTURE")) - sum(line, "CHARGE");
          case "RELEASED", "HOLD_EXPIRED" -> sum(line, "RELEASE");
          case "REFUNDED" -> sum(line, "REFUND");
          case "ROLLED_OVER" ->
              sum(line, "ROLLOVER") == 0
                  ? line.moved("ROLLOVER").getOrDefault(line.reference(), 0L)
                  : -1;
          case "OVERDRAFT_SETTLED" ->
              line.moved("FORGIVE").getOrDefault("", 0L) + line.moved("REPAY").getOrDefault("", 0L);
          case "TRANSFER_SENT" -> -sum(line, "TRANSFER");
          case "TRANSFER_RESTORED" -> sum(line, "TRANSFER");
          default -> line.amount();
        };
    if (moved != line.amount()) {
      breaches.add(
          "%s: %s %d, its postings move %d"
              .formatted(line.event(), line.type(), line.amount(), moved));
    }
  }

  private static long sum(Told line, String kind) {
    return Told.sum(line.moved(kind));
  }
}
