package dev.scrip.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import dev.scrip.projector.audit.Line;
import dev.scrip.schemas.App;
import dev.scrip.schemas.Command;
import dev.scrip.schemas.Forgo;
import dev.scrip.schemas.FormerPayer;
import dev.scrip.schemas.RejectionReason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Charges whose payer the rules name: the actor, or the app's owner. A retry must not be paid twice
 * because the payer changed in between: each former payer is asked to forgo the id first, and
 * answers with what it decided on it, if it did.
 */
final class PayerCharges {
  /** Beyond the memory of ids: clocks differ, and a charge may be on its way. */
  private static final Duration SLACK = Duration.ofMinutes(10);

  private static final int MOST_ID_BYTES = 200;

  private final CommandClient commands;
  private final NodeClient nodes;
  private final AppDirectory apps;
  private final boolean testClock;

  PayerCharges(CommandClient commands, NodeClient nodes, AppDirectory apps, boolean testClock) {
    this.commands = commands;
    this.nodes = nodes;
    this.apps = apps;
    this.testClock = testClock;
  }

  /** Whether an id decided before an instant may still be remembered now. */
  static boolean within(Instant until, long memoryMs, Instant now) {
    return until.plusMillis(memoryMs).plus(SLACK).isAfter(now);
  }

  CompletableFuture<HttpResponse> charge(Request request) {
    String id = request.idempotencyKey();
    Charges.Asked asked = Charges.Asked.of(request.body());
    return nodes
        .action(asked.charge().getAction())
        .thenCompose(answer ->
            answer.status().equals(HttpStatus.NOT_FOUND)
                ? payerOfOld(id, asked)
                : nodes
                    .now(testClock)
                    .thenApply(now -> payers(NodeClient.json(answer), asked, now))
                    .thenCompose(payers -> payer(request, id, payers)))
        .thenCompose(payer -> commands.decide(request, asked.command(id, payer)))
        .thenApply(outcome -> Reply.outcome(outcome, HttpStatus.CREATED));
  }

  /** Who pays now. */
  private sealed interface Present {}

  private record Pays(String wallet) implements Present {}

  /** Nobody: to be said only once no former payer has paid. */
  private record Nobody(Problem why) implements Present {}

  /** Who pays now, and who may have paid for an id that is still remembered. */
  private record Payers(Present present, Set<String> former) {}

  /**
   * The payer of an action that the rules do not have, or have no longer. Without a rule there is
   * no payer, and nothing is appended, but one who paid while there was a rule is told so again.
   */
  private CompletableFuture<String> payerOfOld(String id, Charges.Asked asked) {
    App app = asked.app().isEmpty() ? null : apps.get(asked.app());
    Set<String> wallets = new LinkedHashSet<>();
    if (app != null) {
      wallets.add(app.getPayer());
      app.getFormerPayers().forEach(before -> wallets.add(before.getPayer()));
    }
    wallets.add(asked.actor());
    wallets.removeIf(wallet -> Body.walletFault(wallet) != null);
    return payerOfOld(id, asked, new ArrayDeque<>(wallets));
  }

  private CompletableFuture<String> payerOfOld(
      String id, Charges.Asked asked, Deque<String> wallets) {
    String wallet = wallets.poll();
    if (wallet == null) {
      return CompletableFuture.failedFuture(
          Problem.of(
              422,
              RejectionReason.UNKNOWN_ACTION.name(),
              "expected an action of the rules in force, found " + asked.charge().getAction()));
    }
    return commands
        .find(wallet, id)
        .thenCompose(line ->
            // A line of another id says that this one was forgone.
            line.filter(found -> commandId(found).equals(id)).isPresent()
                ? CompletableFuture.completedFuture(wallet)
                : payerOfOld(id, asked, wallets));
  }

  private Payers payers(JsonNode rule, Charges.Asked asked, Instant now) {
    long memoryMs = rule.path("memoryMs").asLong();
    App app = asked.app().isEmpty() ? null : apps.get(asked.app());
    Present present = present(rule.path("payer").asText(), asked, app);
    Set<String> former = new LinkedHashSet<>();
    if (app != null && ownerPays(rule, memoryMs, now)) {
      former.add(app.getPayer());
      for (FormerPayer before : app.getFormerPayers()) {
        if (within(before.getUntil(), memoryMs, now)) {
          former.add(before.getPayer());
        }
      }
    }
    if (!asked.actor().isEmpty() && paidBy("actor", rule, memoryMs, now)) {
      former.add(asked.actor());
    }
    if (present instanceof Pays(String wallet)) {
      former.remove(wallet);
    }
    former.removeIf(payer -> Body.walletFault(payer) != null);
    return new Payers(present, former);
  }

  private static boolean ownerPays(JsonNode rule, long memoryMs, Instant now) {
    return rule.path("payer").asText().equals("app_owner")
        || paidBy("app_owner", rule, memoryMs, now);
  }

  private static boolean paidBy(String payer, JsonNode rule, long memoryMs, Instant now) {
    for (JsonNode former : rule.path("formerPayers")) {
      if (former.path("payer").asText().equals(payer)
          && within(Instant.parse(former.path("until").asText()), memoryMs, now)) {
        return true;
      }
    }
    return false;
  }

  private static Present present(String payer, Charges.Asked asked, @Nullable App app) {
    String action = asked.charge().getAction();
    return switch (payer) {
      case "actor" ->
          Body.walletFault(asked.actor()) == null
              ? new Pays(asked.actor())
              : new Nobody(
                  Problem.invalid(
                      "actor", asked.actor(), "the wallet of the actor, who pays for " + action));
      case "app_owner" -> {
        if (app != null) {
          yield new Pays(app.getPayer());
        }
        yield new Nobody(
            asked.app().isEmpty()
                ? Problem.invalid("app", "", "the app, whose owner pays for " + action)
                : Apps.unknown(422, asked.app()));
      }
      default ->
          new Nobody(
              Problem.of(
                  400,
                  RejectionReason.INVALID_FIELD.name(),
                  "this action is charged to a wallet: POST /v1/wallets/{wallet}/charges"));
    };
  }

  private CompletableFuture<String> payer(Request request, String id, Payers payers) {
    return payer(request, id, new ArrayDeque<>(payers.former()), payers.present());
  }

  /** The first former payer that decided on the id; the present one, if any, if none did. */
  private CompletableFuture<String> payer(
      Request request, String id, Deque<String> former, Present present) {
    String wallet = former.poll();
    if (wallet == null) {
      return switch (present) {
        case Pays(String pays) -> CompletableFuture.completedFuture(pays);
        case Nobody(Problem why) -> CompletableFuture.failedFuture(why);
      };
    }
    Command forgo = CommandClient.command(forgoId(id), wallet, "", "", Map.of(), new Forgo(id));
    return commands
        .decide(request, forgo)
        .thenCompose(outcome ->
            // The ledger compares contents when it gets the charge itself, and answers again.
            decidedOn(id, wallet, outcome)
                ? CompletableFuture.completedFuture(wallet)
                : payer(request, id, former, present));
  }

  private static String forgoId(String id) {
    String forgo = "forgo:" + id;
    return forgo.length() <= MOST_ID_BYTES
        ? forgo
        : "forgo:" + UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8));
  }

  /** Whether a former payer's wallet has a decision on the id. */
  private static boolean decidedOn(String id, String wallet, CommandClient.Outcome outcome) {
    return switch (outcome) {
      case CommandClient.Nothing _ -> false;
      case CommandClient.Undecided _ ->
          throw Problem.unavailable(
              "expected wallet "
                  + wallet
                  + ", which paid before, to say whether it did for this id, found no answer yet;"
                  + " nothing was charged: send it again with the same Idempotency-Key");
      case CommandClient.Decided(Line line, boolean replayed) ->
          switch (line) {
            case Line.Accepted(var entry) -> entry.getCommandId().equals(id);
            case Line.Refused(var rejection) -> {
              if (rejection.getCommandId().equals(id)) {
                yield true;
              }
              // A wallet that is not there, or takes nothing any more, will not accept the id.
              if (rejection.getReason() == RejectionReason.UNKNOWN_WALLET
                  || rejection.getReason() == RejectionReason.WALLET_CLOSED) {
                yield false;
              }
              throw Problem.rejected(rejection, replayed);
            }
            case Line.Crossed _ -> throw new IllegalStateException("no command is a crossing");
          };
    };
  }

  private static String commandId(Line line) {
    return switch (line) {
      case Line.Accepted(var entry) -> entry.getCommandId();
      case Line.Refused(var rejection) -> rejection.getCommandId();
      case Line.Crossed _ -> throw new IllegalStateException("no command is a crossing");
    };
  }
}
