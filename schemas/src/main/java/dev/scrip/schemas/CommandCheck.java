package dev.scrip.schemas;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What can be said about a command before it is sent, without rules or state. The ledger checks all
 * of it again: a command that passes here is well formed, no more.
 */
final class CommandCheck {
  static final int MOST_ID_BYTES = 200;
  static final int MOST_ATTRIBUTES = 64;

  /** Of key and value together. */
  static final int MOST_BYTES = 64 * 1024;

  private CommandCheck() {}

  static void check(Command command) {
    id("commandId", command.getCommandId());
    id("wallet", command.getWallet());
    if (command.getWallet().startsWith("$")) {
      throw fault(
          "wallet", "an id that does not begin with $, which are Scrip's own", command.getWallet());
    }
    idOrEmpty("actor", command.getActor());
    idOrEmpty("app", command.getApp());
    present("salt", command.getSalt());
    present("occurredAt", command.getOccurredAt());
    texts("metadata", command.getMetadata());
    body(command.getBody());
  }

  /** The same sum as the ledger's: what is larger would only become a dead letter. */
  static void checkSize(Command command, byte[] encoded) {
    int key = command.getWallet().getBytes(StandardCharsets.UTF_8).length;
    if (key + encoded.length > MOST_BYTES) {
      throw fault(
          "command",
          "at most "
              + MOST_BYTES
              + " bytes for its key, the wallet, and its encoded value together; shorten its"
              + " metadata, attributes or lists",
          (key + encoded.length) + " bytes: " + key + " and " + encoded.length);
    }
  }

  private static void body(@Nullable Object body) {
    if (body instanceof OpenWallet open) {
      id("plan", open.getPlan());
    } else if (body instanceof Charge charge) {
      id("action", charge.getAction());
      attributes(charge.getAttributes());
    } else if (body instanceof AddGrant grant) {
      idOrEmpty("pool", grant.getPool());
      idOrEmpty("code", grant.getCode());
      present("source", grant.getSource());
      ids("scope", grant.getScope());
    } else if (body instanceof VoidGrant grant) {
      id("grant", grant.getGrant());
    } else if (body instanceof Reset reset) {
      ids("pools", reset.getPools());
    } else if (body instanceof ChangePlan change) {
      id("plan", change.getPlan());
      present("when", change.getWhen());
    } else if (body instanceof Forgo forgo) {
      id("id", forgo.getId());
    } else if (!paying(body) && !passingOn(body) && !bare(body)) {
      throw fault(
          "body",
          "a command for a wallet; control records are Scrip's own",
          body == null ? "none" : body.getClass().getSimpleName());
    }
  }

  /** Holds, refunds and ceilings. */
  private static boolean paying(@Nullable Object body) {
    if (body instanceof Authorize hold) {
      id("action", hold.getAction());
      attributes(hold.getAttributes());
    } else if (body instanceof Capture capture) {
      id("hold", capture.getHold());
    } else if (body instanceof Release release) {
      id("hold", release.getHold());
    } else if (body instanceof Refund refund) {
      id("charge", refund.getCharge());
    } else if (body instanceof SetLimit set) {
      id("limit", set.getLimit());
      id("actor", set.getActor());
    } else {
      return false;
    }
    return true;
  }

  /** What goes from one wallet to another. */
  private static boolean passingOn(@Nullable Object body) {
    if (body instanceof Transfer transfer) {
      id("to", transfer.getTo());
      id("pool", transfer.getPool());
    } else if (body instanceof MoveSeat move) {
      id("to", move.getTo());
    } else if (body instanceof Deliver deliver) {
      id("transfer", deliver.getTransfer());
      id("from", deliver.getFrom());
      present("grants", deliver.getGrants());
    } else if (body instanceof Settle settle) {
      id("transfer", settle.getTransfer());
    } else if (body instanceof Restore restore) {
      id("transfer", restore.getTransfer());
      id("reason", restore.getReason());
    } else {
      return false;
    }
    return true;
  }

  /** Commands that say all by their name. */
  private static boolean bare(@Nullable Object body) {
    return body instanceof Tick
        || body instanceof CloseWallet
        || body instanceof CancelPlan
        || body instanceof ResumePlan;
  }

  private static void attributes(@Nullable Map<String, String> attributes) {
    texts("attributes", attributes);
    if (present("attributes", attributes).size() > MOST_ATTRIBUTES) {
      throw fault("attributes", "at most " + MOST_ATTRIBUTES, attributes.size() + " of them");
    }
  }

  private static void id(String field, @Nullable String value) {
    if (present(field, value).isEmpty()) {
      throw fault(field, "1 to " + MOST_ID_BYTES + " bytes of UTF-8", "an empty text");
    }
    idOrEmpty(field, value);
  }

  private static void idOrEmpty(String field, @Nullable String value) {
    String id = present(field, value);
    int bytes = utf8Length(field, id);
    if (bytes > MOST_ID_BYTES) {
      throw fault(field, "at most " + MOST_ID_BYTES + " bytes of UTF-8", bytes + " bytes: " + id);
    }
    if (id.chars().anyMatch(Character::isISOControl)) {
      throw fault(field, "no control characters", "some in: " + id);
    }
  }

  private static void ids(String field, @Nullable List<String> values) {
    for (String value : present(field, values)) {
      id(field, value);
    }
  }

  private static void texts(String field, @Nullable Map<String, String> values) {
    present(field, values)
        .forEach((name, value) -> {
          utf8Length(field, present(field, name));
          utf8Length(field + "." + name, present(field + "." + name, value));
        });
  }

  private static <T> T present(String field, @Nullable T value) {
    if (value == null) {
      throw fault(field, "a value", "none");
    }
    return value;
  }

  /** Java text may hold half of a character, which has no UTF-8. */
  private static int utf8Length(String field, String text) {
    try {
      return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text)).remaining();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          field + ": expected text that has a UTF-8 form, found half a surrogate pair", e);
    }
  }

  private static IllegalArgumentException fault(String field, String expected, String found) {
    String shown = found.length() <= 120 ? found : found.substring(0, 120) + "…";
    return new IllegalArgumentException(field + ": expected " + expected + ", found " + shown);
  }
}
