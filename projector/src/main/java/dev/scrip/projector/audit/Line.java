package dev.scrip.projector.audit;

import dev.scrip.schemas.Depletion;
import dev.scrip.schemas.Entry;
import dev.scrip.schemas.Rejection;
import java.time.Instant;
import java.util.Locale;

/** What one decision left behind, as the three event topics hold it. Changes nothing. */
public sealed interface Line {

  /** The event topic a line comes from; the byte is part of the stored form. */
  enum Kind {
    ENTRY('E'),
    REJECTION('R'),
    DEPLETION('D');

    private final byte code;

    Kind(char code) {
      this.code = (byte) code;
    }

    byte code() {
      return code;
    }

    static Kind of(byte code) {
      for (Kind kind : values()) {
        if (kind.code == code) {
          return kind;
        }
      }
      throw new IllegalStateException(
          "expected a kind of line (E, R or D), found byte "
              + code
              + ": the line store is damaged; delete its folder, it is rebuilt from the topics");
    }

    /** As it is written outside: {@code entry}, {@code rejection}, {@code depletion}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  Kind kind();

  String wallet();

  /** Position among all lines of the wallet; 0 = refused for a wallet that does not exist. */
  long sequence();

  String commandId();

  Instant effectiveAt();

  /** {@code charged}, {@code rejected}, {@code depleted} …: what happened, in lower case. */
  String type();

  String pool();

  /** Empty where the line has none, as every depletion. */
  String action();

  /** Empty where the line has none. */
  String actor();

  /** Empty where the line has none. */
  String app();

  /** An accepted command, or a step that fell due. */
  record Accepted(Entry entry) implements Line {
    @Override
    public Kind kind() {
      return Kind.ENTRY;
    }

    @Override
    public String wallet() {
      return entry.getWallet();
    }

    @Override
    public long sequence() {
      return entry.getSequence();
    }

    @Override
    public String commandId() {
      return entry.getCommandId();
    }

    @Override
    public Instant effectiveAt() {
      return entry.getEffectiveAt();
    }

    @Override
    public String type() {
      return entry.getType().name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String pool() {
      return entry.getPool();
    }

    @Override
    public String action() {
      return entry.getAction();
    }

    @Override
    public String actor() {
      return entry.getActor();
    }

    @Override
    public String app() {
      return entry.getApp();
    }
  }

  /** A refused command. */
  record Refused(Rejection rejection) implements Line {
    @Override
    public Kind kind() {
      return Kind.REJECTION;
    }

    @Override
    public String wallet() {
      return rejection.getWallet();
    }

    @Override
    public long sequence() {
      return rejection.getSequence();
    }

    @Override
    public String commandId() {
      return rejection.getCommandId();
    }

    @Override
    public Instant effectiveAt() {
      return rejection.getEffectiveAt();
    }

    @Override
    public String type() {
      return "rejected";
    }

    @Override
    public String pool() {
      return rejection.getPool();
    }

    @Override
    public String action() {
      return rejection.getAction();
    }

    @Override
    public String actor() {
      return rejection.getActor();
    }

    @Override
    public String app() {
      return rejection.getApp();
    }
  }

  /** A crossing. */
  record Crossed(Depletion depletion) implements Line {
    @Override
    public Kind kind() {
      return Kind.DEPLETION;
    }

    @Override
    public String wallet() {
      return depletion.getWallet();
    }

    @Override
    public long sequence() {
      return depletion.getSequence();
    }

    @Override
    public String commandId() {
      return depletion.getCommandId();
    }

    @Override
    public Instant effectiveAt() {
      return depletion.getEffectiveAt();
    }

    @Override
    public String type() {
      return depletion.getType().name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String pool() {
      return depletion.getPool();
    }

    @Override
    public String action() {
      return "";
    }

    @Override
    public String actor() {
      return "";
    }

    @Override
    public String app() {
      return "";
    }
  }
}
