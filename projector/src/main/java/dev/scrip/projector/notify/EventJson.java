package dev.scrip.projector.notify;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scrip.projector.audit.ViolationJson;
import dev.scrip.schemas.Depletion;
import dev.scrip.schemas.DepletionCause;
import dev.scrip.schemas.Rejection;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The body of a webhook. Members have the names they have over HTTP; amounts are decimals in
 * strings, instants RFC 3339 in UTC. Of one event it is the same, byte for byte, in every attempt.
 */
final class EventJson {
  private static final int MICRO_DIGITS = 6;

  private EventJson() {}

  static String body(Event event) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("type", event.type()).put("timestamp", event.decidedAt().toString());
    ObjectNode data = body.putObject("data");
    data.put("id", event.id()).put("wallet", event.wallet());
    switch (event) {
      case Event.Refused(Rejection rejection) -> refused(data, rejection);
      case Event.Crossed(Depletion depletion) -> crossed(data, depletion);
    }
    return body.toString();
  }

  private static void refused(ObjectNode data, Rejection rejection) {
    data.put("sequence", rejection.getSequence())
        .put("reason", rejection.getReason().name())
        .put("commandId", rejection.getCommandId())
        .put("commandType", rejection.getCommandType());
    text(data, "plan", rejection.getPlan());
    text(data, "pool", rejection.getPool());
    text(data, "action", rejection.getAction());
    text(data, "actor", rejection.getActor());
    text(data, "app", rejection.getApp());
    amount(data, "required", rejection.getRequired());
    amount(data, "available", rejection.getAvailable());
    amount(data, "limit", rejection.getLimit());
    instant(data, "retryAt", rejection.getRetryAt());
    data.put("balance", amount(rejection.getBalance()));
    ViolationJson.write(data, rejection.getViolations());
    if (rejection.getFirstSequence() > 0) {
      data.put("firstSequence", rejection.getFirstSequence());
    }
    if (!rejection.getMetadata().isEmpty()) {
      ObjectNode metadata = data.putObject("metadata");
      rejection.getMetadata().entrySet().stream()
          .sorted(Map.Entry.comparingByKey())
          .forEach(text -> metadata.put(text.getKey(), text.getValue()));
    }
    stamp(data, rejection.getRulesVersion(), rejection.getEffectiveAt(), rejection.getDecidedAt());
  }

  private static void crossed(ObjectNode data, Depletion depletion) {
    data.put("sequence", depletion.getSequence())
        .put("plan", depletion.getPlan())
        .put("pool", depletion.getPool());
    if (!depletion.getScope().isEmpty()) {
      ArrayNode scope = data.putArray("scope");
      depletion.getScope().forEach(scope::add);
    }
    if (depletion.getCause() != DepletionCause.UNKNOWN) {
      data.put("cause", depletion.getCause().name().toLowerCase(Locale.ROOT));
    }
    text(data, "limit", depletion.getLimit());
    text(data, "subject", depletion.getSubject());
    text(data, "alert", depletion.getAlert());
    if (depletion.getThreshold() != 0) {
      data.put("threshold", amount(depletion.getThreshold()));
    }
    text(data, "grant", depletion.getGrant());
    if (depletion.getAmount() != 0) {
      data.put("amount", amount(depletion.getAmount()));
    }
    instant(data, "expiresAt", depletion.getExpiresAt());
    data.put("balance", amount(depletion.getBalance()));
    instant(data, "nextReset", depletion.getNextReset());
    instant(data, "windowStart", depletion.getWindowStart());
    instant(data, "windowEnd", depletion.getWindowEnd());
    data.put("commandId", depletion.getCommandId());
    stamp(data, depletion.getRulesVersion(), depletion.getEffectiveAt(), depletion.getDecidedAt());
  }

  private static void stamp(
      ObjectNode data, long rulesVersion, Instant effectiveAt, Instant decidedAt) {
    data.put("rulesVersion", rulesVersion)
        .put("effectiveAt", effectiveAt.toString())
        .put("decidedAt", decidedAt.toString());
  }

  /** Micros as a plain decimal. */
  static String amount(long micros) {
    BigDecimal decimal = BigDecimal.valueOf(micros, MICRO_DIGITS).stripTrailingZeros();
    return decimal.toPlainString();
  }

  private static void amount(ObjectNode json, String name, @Nullable Long micros) {
    if (micros != null) {
      json.put(name, amount(micros));
    }
  }

  private static void instant(ObjectNode json, String name, @Nullable Instant instant) {
    if (instant != null) {
      json.put(name, instant.toString());
    }
  }

  private static void text(ObjectNode json, String name, String value) {
    if (!value.isEmpty()) {
      json.put(name, value);
    }
  }
}
