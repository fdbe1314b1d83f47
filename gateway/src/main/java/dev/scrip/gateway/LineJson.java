package dev.scrip.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scrip.projector.audit.Line;
import dev.scrip.projector.audit.ViolationJson;
import dev.scrip.schemas.Depletion;
import dev.scrip.schemas.DepletionCause;
import dev.scrip.schemas.Entry;
import dev.scrip.schemas.EntryType;
import dev.scrip.schemas.GrantTerms;
import dev.scrip.schemas.LimitUse;
import dev.scrip.schemas.Posting;
import dev.scrip.schemas.PricePart;
import dev.scrip.schemas.Rejection;
import dev.scrip.schemas.TriedGrant;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lines as JSON: answers to commands, and members of a wallet's list. What is empty is left out.
 */
final class LineJson {
  private LineJson() {}

  /** The answer to an accepted command. */
  static ObjectNode accepted(Entry entry) {
    ObjectNode json = Json.object();
    json.put("id", entry.getCommandId())
        .put("decision", "accepted")
        .put("type", word(entry.getType()))
        .put("wallet", entry.getWallet());
    if (entry.getType() == EntryType.TRANSFER_SENT) {
      json.put("state", "in_transit");
    }
    effects(json, entry);
    return stamp(json, entry.getSequence(), entry.getRulesVersion(), entry.getDecidedAt())
        .put("explanation", Explanation.of(new Line.Accepted(entry)));
  }

  /** The answer to a quote, or a stored decision, that is a refusal. */
  static ObjectNode rejected(Rejection rejection) {
    ObjectNode json = Json.object();
    json.put("id", rejection.getCommandId())
        .put("decision", "rejected")
        .put("wallet", rejection.getWallet());
    text(json, "pool", rejection.getPool());
    text(json, "action", rejection.getAction());
    json.put("code", rejection.getReason().name()).setAll(refusal(rejection));
    return json.put("decidedAt", rejection.getDecidedAt().toString())
        .put("explanation", Explanation.of(new Line.Refused(rejection)));
  }

  /** What a refusal says beyond its reason. */
  static ObjectNode refusal(Rejection rejection) {
    ObjectNode json = Json.object();
    amount(json, "required", rejection.getRequired());
    amount(json, "available", rejection.getAvailable());
    amount(json, "limit", rejection.getLimit());
    instant(json, "retryAt", rejection.getRetryAt());
    ViolationJson.write(json, rejection.getViolations());
    if (!rejection.getTried().isEmpty()) {
      ArrayNode tried = json.putArray("tried");
      for (TriedGrant grant : rejection.getTried()) {
        tried
            .addObject()
            .put("grant", grant.getGrant())
            .put("remaining", Json.amount(grant.getRemaining()))
            .put("usable", word(grant.getUsable()));
      }
    }
    if (rejection.getFirstSequence() > 0) {
      json.put("firstSequence", rejection.getFirstSequence());
    }
    return json.put("sequence", rejection.getSequence())
        .put("rulesVersion", rejection.getRulesVersion());
  }

  /** A member of a wallet's list, with every fact of the line. */
  static ObjectNode line(Line line) {
    ObjectNode json = Json.object();
    json.put("kind", line.kind().label())
        .put("type", line.type())
        .put("wallet", line.wallet())
        .put("commandId", line.commandId())
        .put("effectiveAt", line.effectiveAt().toString());
    switch (line) {
      case Line.Accepted(Entry entry) -> {
        json.put("cause", word(entry.getCause())).put("plan", entry.getPlan());
        effects(json, entry);
        metadata(json, entry.getMetadata());
        stamp(json, entry.getSequence(), entry.getRulesVersion(), entry.getDecidedAt());
        hash(json, entry.getHash());
      }
      case Line.Refused(Rejection rejection) -> {
        text(json, "plan", rejection.getPlan());
        text(json, "pool", rejection.getPool());
        text(json, "action", rejection.getAction());
        text(json, "actor", rejection.getActor());
        text(json, "app", rejection.getApp());
        json.put("commandType", rejection.getCommandType())
            .put("reason", rejection.getReason().name())
            .setAll(refusal(rejection));
        metadata(json, rejection.getMetadata());
        json.put("decidedAt", rejection.getDecidedAt().toString());
        hash(json, rejection.getHash());
      }
      case Line.Crossed(Depletion depletion) -> {
        crossing(json, depletion);
        stamp(json, depletion.getSequence(), depletion.getRulesVersion(), depletion.getDecidedAt());
        hash(json, depletion.getHash());
      }
    }
    return json.put("explanation", Explanation.of(line));
  }

  private static void crossing(ObjectNode json, Depletion depletion) {
    json.put("plan", depletion.getPlan()).put("pool", depletion.getPool());
    if (!depletion.getScope().isEmpty()) {
      ArrayNode scope = json.putArray("scope");
      depletion.getScope().forEach(scope::add);
    }
    if (depletion.getCause() != DepletionCause.UNKNOWN) {
      json.put("cause", word(depletion.getCause()));
    }
    text(json, "limit", depletion.getLimit());
    text(json, "subject", depletion.getSubject());
    text(json, "alert", depletion.getAlert());
    if (depletion.getThreshold() != 0) {
      json.put("threshold", Json.amount(depletion.getThreshold()));
    }
    text(json, "grant", depletion.getGrant());
    if (depletion.getAmount() != 0) {
      json.put("amount", Json.amount(depletion.getAmount()));
    }
    instant(json, "expiresAt", depletion.getExpiresAt());
    json.put("balance", Json.amount(depletion.getBalance()));
    instant(json, "nextReset", depletion.getNextReset());
    instant(json, "windowStart", depletion.getWindowStart());
    instant(json, "windowEnd", depletion.getWindowEnd());
  }

  private static void effects(ObjectNode json, Entry entry) {
    text(json, "pool", entry.getPool());
    text(json, "action", entry.getAction());
    text(json, "actor", entry.getActor());
    text(json, "app", entry.getApp());
    if (!entry.getPool().isEmpty()) {
      if (!entry.getAction().isEmpty()) {
        json.put("quantity", Json.amount(entry.getQuantity()));
      }
      json.put("amount", Json.amount(entry.getAmount()))
          .put("balanceAfter", Json.amount(entry.getBalanceAfter()));
    }
    if (!entry.getPriceKind().isEmpty()) {
      price(json.putObject("price"), entry);
    }
    text(json, "reference", entry.getReference());
    ArrayNode postings = json.putArray("postings");
    for (Posting posting : entry.getPostings()) {
      posting(postings.addObject(), posting);
    }
    uses(json, entry);
    if (!entry.getGrants().isEmpty()) {
      ArrayNode grants = json.putArray("grants");
      entry.getGrants().forEach(terms -> grant(grants.addObject(), terms));
    }
    if (entry.getMore() != null) {
      MoreFactsJson.put(json, entry.getMore());
    }
  }

  private static void price(ObjectNode json, Entry entry) {
    json.put("kind", entry.getPriceKind())
        .put("row", entry.getPriceRow())
        .put("unit", Json.amount(entry.getUnitPrice()));
    if (entry.getMore() != null && !entry.getMore().getParts().isEmpty()) {
      ArrayNode parts = json.putArray("parts");
      for (PricePart part : entry.getMore().getParts()) {
        parts
            .addObject()
            .put("name", part.getName())
            .put("quantity", Json.amount(part.getQuantity()))
            .put("unit", Json.amount(part.getUnit()));
      }
    }
  }

  /** A posting without a grant is one of the pool's overdraft. */
  private static void posting(ObjectNode json, Posting posting) {
    text(json, "grant", posting.getGrant());
    json.put("pool", posting.getPool())
        .put("kind", word(posting.getKind()))
        .put("amount", Json.amount(posting.getAmount()))
        .put("before", Json.amount(posting.getBefore()))
        .put("after", Json.amount(posting.getAfter()));
    if (posting.getHeld() != 0) {
      json.put("held", Json.amount(posting.getHeld()));
    }
    instant(json, "expiresAt", posting.getExpiresAt());
  }

  /**
   * Limits of the rules; beside them what was free of charge, and what ceilings of grants count.
   */
  private static void uses(ObjectNode json, Entry entry) {
    json.putArray("limits");
    for (LimitUse use : entry.getLimits()) {
      Counted counted = Counted.by(use);
      ObjectNode counter =
          switch (counted.kind()) {
            case LIMIT -> json.withArray("limits").addObject().put("id", counted.name());
            case FREE -> json.withArray("free").addObject().put("action", counted.name());
            case CEILING -> json.withArray("ceilings").addObject().put("rule", counted.name());
          };
      use(counter, use);
    }
  }

  private static void use(ObjectNode json, LimitUse use) {
    text(json, "subject", use.getSubject());
    if (use.getAmount() != Long.MAX_VALUE) {
      json.put("amount", Json.amount(use.getAmount()));
    }
    json.put("before", Json.amount(use.getBefore()))
        .put("used", Json.amount(use.getAfter()))
        .put("windowStart", use.getWindowStart().toString());
    instant(json, "resetsAt", use.getWindowEnd());
  }

  static void grant(ObjectNode json, GrantTerms terms) {
    json.put("id", terms.getGrant())
        .put("pool", terms.getPool())
        .put("source", terms.getSource())
        .put("amount", Json.amount(terms.getAmount()))
        .put("effectiveAt", terms.getEffectiveAt().toString());
    instant(json, "expiresAt", terms.getExpiresAt());
    json.put("priority", terms.getPriority());
    ArrayNode scope = json.putArray("scope");
    terms.getScope().forEach(scope::add);
    text(json, "code", terms.getCode());
  }

  private static ObjectNode stamp(
      ObjectNode json, long sequence, long rulesVersion, Instant decidedAt) {
    return json.put("sequence", sequence)
        .put("rulesVersion", rulesVersion)
        .put("decidedAt", decidedAt.toString());
  }

  private static void metadata(ObjectNode json, Map<String, String> metadata) {
    if (!metadata.isEmpty()) {
      ObjectNode texts = json.putObject("metadata");
      metadata.entrySet().stream()
          .sorted(Map.Entry.comparingByKey())
          .forEach(text -> texts.put(text.getKey(), text.getValue()));
    }
  }

  private static void hash(ObjectNode json, ByteBuffer hash) {
    byte[] bytes = new byte[hash.remaining()];
    hash.duplicate().get(bytes);
    text(json, "hash", HexFormat.of().formatHex(bytes));
  }

  static void text(ObjectNode json, String name, String value) {
    if (!value.isEmpty()) {
      json.put(name, value);
    }
  }

  private static void amount(ObjectNode json, String name, @Nullable Long micros) {
    if (micros != null) {
      json.put(name, Json.amount(micros));
    }
  }

  static void instant(ObjectNode json, String name, @Nullable Instant instant) {
    if (instant != null) {
      json.put(name, instant.toString());
    }
  }

  static String word(Enum<?> symbol) {
    return symbol.name().toLowerCase(Locale.ROOT);
  }
}
