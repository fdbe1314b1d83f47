package dev.scrip.projector.notify;

import dev.scrip.projector.audit.Line;
import dev.scrip.schemas.Depletion;
import dev.scrip.schemas.DepletionType;
import dev.scrip.schemas.Rejection;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Something to tell people of: a refused command or a crossing. Never an entry. */
public sealed interface Event {
  /** The type of every rejection. */
  String REJECTION = "rejection";

  /** What the type of every depletion begins with. */
  String DEPLETION = "depletion.";

  /** {@code <wallet>:<sequence>}, or {@code <wallet>:0:<commandId>} for an unknown wallet. */
  String id();

  /** {@code rejection}, {@code depletion.depleted}, {@code depletion.low_balance} … */
  String type();

  String wallet();

  /** When it was decided. */
  Instant decidedAt();

  /** A refused command. */
  record Refused(Rejection rejection) implements Event {
    @Override
    public String id() {
      return Event.id(rejection.getWallet(), rejection.getSequence(), rejection.getCommandId());
    }

    @Override
    public String type() {
      return REJECTION;
    }

    @Override
    public String wallet() {
      return rejection.getWallet();
    }

    @Override
    public Instant decidedAt() {
      return rejection.getDecidedAt();
    }
  }

  /** A crossing. */
  record Crossed(Depletion depletion) implements Event {
    @Override
    public String id() {
      return Event.id(depletion.getWallet(), depletion.getSequence(), depletion.getCommandId());
    }

    @Override
    public String type() {
      return Event.type(depletion.getType());
    }

    @Override
    public String wallet() {
      return depletion.getWallet();
    }

    @Override
    public Instant decidedAt() {
      return depletion.getDecidedAt();
    }
  }

  /** The event of a line; entries are none. */
  static Event of(Line line) {
    return switch (line) {
      case Line.Refused(Rejection rejection) -> new Refused(rejection);
      case Line.Crossed(Depletion depletion) -> new Crossed(depletion);
      case Line.Accepted accepted ->
          throw new IllegalArgumentException(
              "expected a rejection or a depletion, found entry " + accepted.sequence());
    };
  }

  /** The identity of an event, the same for ever. */
  static String id(String wallet, long sequence, String commandId) {
    return sequence == 0 ? wallet + ":0:" + commandId : wallet + ":" + sequence;
  }

  /** Every type there is. */
  static List<String> types() {
    return Stream.concat(
            Stream.of(REJECTION),
            Arrays.stream(DepletionType.values())
                .filter(type -> type != DepletionType.UNKNOWN)
                .map(Event::type))
        .toList();
  }

  private static String type(DepletionType type) {
    return DEPLETION + type.name().toLowerCase(Locale.ROOT);
  }

  /**
   * What a receiver knows the message of an event by, in every attempt, also after a crash: {@code
   * evt_} and the first 32 hex digits of SHA-256 over ledger, event id and receiver, each followed
   * by a zero byte. Event ids themselves may hold any character, which headers may not.
   */
  static String messageId(String ledger, String eventId, String receiver) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String part : List.of(ledger, eventId, receiver)) {
        digest.update(part.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
      }
      return "evt_" + HexFormat.of().formatHex(digest.digest(), 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
