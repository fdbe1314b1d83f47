package dev.scrip.deploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scrip.deploy.cli.GatewayClient.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What a wallet has and what happened to it. */
public final class ReadCommands {
  private ReadCommands() {}

  @Command(
      name = "balance",
      description = "Shows a wallet: its pools, limits and grants.",
      footer = {"", "Example:", "  scrip balance ana --at 2027-01-31T00:00:00Z"})
  public static final class Balance extends WalletCommands.OfWallet {
    @Option(
        names = "--at",
        paramLabel = "INSTANT",
        description = "As of an instant (default: now).")
    private @Nullable String at;

    @Option(
        names = "--min-sequence",
        paramLabel = "N",
        description = "Wait until the wallet has a line of this sequence.")
    private @Nullable Long minSequence;

    @Override
    int run(GatewayClient gateway) {
      Query query = new Query().with("at", at).with("minSequence", minSequence);
      Answer answer = gateway.get(GatewayClient.wallet(wallet) + query);
      if (!answer.isOk()) {
        throw gateway.complaint(answer);
      }
      if (json) {
        out().println(answer.text());
      } else {
        print(answer.body());
      }
      return Exit.OK;
    }

    private void print(JsonNode shown) {
      Facts facts = new Facts();
      facts.addScalars(shown);
      JsonNode change = shown.path("planChange");
      if (change.isObject()) {
        facts.add(
            change.path("cancel").asBoolean() ? "cancelled, falls back to" : "plan to come",
            text(change, "plan") + " at " + text(change, "at"));
      }
      facts.print(out());
      Table pools =
          new Table("POOL", "BALANCE", "SPENDABLE", "HELD", "USED", "GRANTED", "RESETS AT");
      Table limits = new Table("LIMIT", "POOL", "USED", "AMOUNT", "RESETS AT");
      Table grants =
          new Table("GRANT", "POOL", "SOURCE", "REMAINING", "AMOUNT", "STATE", "EXPIRES AT");
      Table holds = new Table("HOLD", "POOL", "ACTION", "AMOUNT", "ACTOR", "EXPIRES AT");
      Table transfers = new Table("TRANSFER", "TO", "PLAN", "STATE");
      for (Map.Entry<String, JsonNode> entry : shown.path("pools").properties()) {
        String name = entry.getKey();
        JsonNode pool = entry.getValue();
        pools.add(
            name,
            text(pool, "balance"),
            text(pool, "spendable"),
            text(pool, "held"),
            text(pool, "used"),
            text(pool, "granted"),
            text(pool, "resetsAt"));
        for (JsonNode limit : pool.path("limits")) {
          String subject = text(limit, "subject");
          limits.add(
              text(limit, "id") + (subject.isEmpty() ? "" : " (" + subject + ")"),
              name,
              text(limit, "used"),
              text(limit, "amount"),
              text(limit, "resetsAt"));
        }
        for (JsonNode grant : pool.path("grants")) {
          grants.add(
              text(grant, "id"),
              name,
              text(grant, "source"),
              text(grant, "remaining"),
              text(grant, "amount"),
              text(grant, "state"),
              text(grant, "expiresAt"));
        }
        for (JsonNode hold : pool.path("holds")) {
          holds.add(
              text(hold, "id"),
              name,
              text(hold, "action"),
              text(hold, "amount"),
              text(hold, "actor"),
              text(hold, "expiresAt"));
        }
      }
      for (JsonNode transfer : shown.path("transfers")) {
        transfers.add(
            text(transfer, "id"),
            text(transfer, "to"),
            text(transfer, "plan"),
            text(transfer, "state"));
      }
      for (Table table : List.of(pools, limits, grants, holds, transfers)) {
        if (!table.isEmpty()) {
          out().println();
          table.print(out());
        }
      }
    }
  }

  @Command(
      name = "entries",
      description =
          "Lists what happened to a wallet, newest first: entries, rejections, depletions.",
      footer = {
        "",
        "Examples:",
        "  scrip entries ana --limit 20",
        "  scrip entries ana --action chat.change --from 2027-01-01T00:00:00Z --csv"
      })
  public static final class Entries extends WalletCommands.OfWallet {
    @Option(names = "--limit", paramLabel = "N", description = "At most so many lines.")
    private @Nullable Long limit;

    @Option(names = "--cursor", paramLabel = "CURSOR", description = "Go on where a list ended.")
    private @Nullable String cursor;

    @Option(names = "--type", paramLabel = "TYPE", description = "For example charged, rejected.")
    private @Nullable String type;

    @Option(names = "--action", paramLabel = "ACTION", description = "Only of this action.")
    private @Nullable String action;

    @Option(names = "--actor", paramLabel = "ID", description = "Only of this actor.")
    private @Nullable String actor;

    @Option(names = "--app", paramLabel = "ID", description = "Only of this app.")
    private @Nullable String app;

    @Option(names = "--pool", paramLabel = "POOL", description = "Only of this pool.")
    private @Nullable String pool;

    @Option(names = "--from", paramLabel = "INSTANT", description = "From this instant on.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "INSTANT", description = "Before this instant.")
    private @Nullable String to;

    @Option(names = "--csv", description = "Print CSV.")
    private boolean csv;

    @Override
    int run(GatewayClient gateway) {
      Query query =
          new Query()
              .with("limit", limit)
              .with("cursor", cursor)
              .with("type", type)
              .with("action", action)
              .with("actor", actor)
              .with("app", app)
              .with("pool", pool)
              .with("from", from)
              .with("to", to);
      Answer answer =
          gateway.send(
              "GET",
              GatewayClient.wallet(wallet) + "/entries" + query,
              "",
              Map.of("Accept", csv ? "text/csv" : "application/json"));
      if (!answer.isOk()) {
        throw gateway.complaint(answer);
      }
      if (json || csv) {
        out().println(answer.text().stripTrailing());
      } else {
        print(answer.body());
      }
      return Exit.OK;
    }

    private void print(JsonNode list) {
      Table table =
          new Table(
              "SEQ", "TIME", "TYPE", "REASON", "ACTION", "AMOUNT", "POOL", "BALANCE", "LIMIT",
              "ACTOR", "APP", "ID");
      for (JsonNode line : list.path("entries")) {
        table.add(
            text(line, "sequence"),
            Connection.firstOf(text(line, "effectiveAt"), text(line, "decidedAt")),
            text(line, "type"),
            text(line, "reason"),
            text(line, "action"),
            text(line, "amount"),
            text(line, "pool"),
            Connection.firstOf(text(line, "balanceAfter"), text(line, "balance")),
            text(line, "limit"),
            text(line, "actor"),
            text(line, "app"),
            Connection.firstOf(text(line, "commandId"), text(line, "id")));
      }
      if (table.isEmpty()) {
        out().println("No lines.");
      } else {
        table.print(out());
      }
      String next = text(list, "nextCursor");
      if (!next.isEmpty()) {
        out().println();
        out().println("More with --cursor " + next);
      }
    }
  }

  private static String text(JsonNode object, String field) {
    JsonNode value = object.path(field);
    return value.isNull() ? "" : value.asText();
  }

  /** The query part of an address; what is not given is left out. */
  private static final class Query {
    private final List<String> parts = new ArrayList<>();

    Query with(String name, @Nullable Object value) {
      if (value != null) {
        parts.add(name + "=" + GatewayClient.encoded(value.toString()));
      }
      return this;
    }

    @Override
    public String toString() {
      return parts.isEmpty() ? "" : "?" + String.join("&", parts);
    }
  }
}
