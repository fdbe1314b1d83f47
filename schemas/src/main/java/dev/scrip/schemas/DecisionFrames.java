package dev.scrip.schemas;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * How a gateway asks a ledger node for many decisions at once, and how the node answers: one answer
 * a question, in the same order. Numbers are big-endian.
 *
 * <pre>
 * questions := version (1 byte: 1) count (4) question*
 * question  := offset of the command (8) length (4) the command's bytes, as in the log
 * answers   := version (1 byte: 1) count (4) answer*
 * answer    := kind (1: {@link Kind}'s code) replayed (1: 0 or 1) length (4) the line's bytes
 * </pre>
 *
 * <p>What is read is believed in nothing: a count or a length takes no memory before the bytes are
 * there. Not for what lasts: a node and a gateway of different versions ask one by one.
 */
public final class DecisionFrames {
  /** A batch of more questions is none. */
  public static final int MOST = 100_000;

  private static final byte VERSION = 1;
  private static final int HEAD_BYTES = 1 + 4;
  private static final int QUESTION_BYTES = 8 + 4;
  private static final int ANSWER_BYTES = 1 + 1 + 4;
  private static final byte[] NOTHING = {};

  private DecisionFrames() {}

  /** What a node says to a question. */
  public enum Kind {
    /** Accepted; the line is an entry. */
    ENTRY(0),
    /** Refused; the line is a rejection. */
    REJECTION(1),
    /** Decided, and there is no line to tell of. */
    NONE(2),
    /** In the log, not decided in the time there was. */
    UNDECIDED(3),
    /** The wallet's partition is not on this node, or no longer: ask another. */
    NOT_HERE(4);

    private final byte code;

    Kind(int code) {
      this.code = (byte) code;
    }

    private static Kind of(byte code, int frame) {
      for (Kind kind : values()) {
        if (kind.code == code) {
          return kind;
        }
      }
      throw new IllegalArgumentException(
          "frame " + frame + ": expected the code of a kind, found " + code);
    }
  }

  /**
   * A question.
   *
   * @param offset where the command is in its partition
   * @param command its bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by content
  public record Question(long offset, byte[] command) {
    public Question {
      Objects.requireNonNull(command, "command");
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Question that
          && offset == that.offset
          && Arrays.equals(command, that.command);
    }

    @Override
    public int hashCode() {
      return 31 * Long.hashCode(offset) + Arrays.hashCode(command);
    }
  }

  /**
   * An answer.
   *
   * @param replayed whether it is the first answer to this id again
   * @param line the line's bytes; empty where there is none
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by content
  public record Answer(Kind kind, boolean replayed, byte[] line) {
    public Answer {
      Objects.requireNonNull(kind, "kind");
      boolean hasLine = kind == Kind.ENTRY || kind == Kind.REJECTION;
      if (hasLine != line.length > 0) {
        throw new IllegalArgumentException(
            kind
                + ": expected "
                + (hasLine ? "a line" : "no line")
                + ", found "
                + line.length
                + " bytes");
      }
    }

    /** One without a line. */
    public static Answer of(Kind kind) {
      return new Answer(kind, false, NOTHING);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Answer that
          && kind == that.kind
          && replayed == that.replayed
          && Arrays.equals(line, that.line);
    }

    @Override
    public int hashCode() {
      return 31 * Objects.hash(kind, replayed) + Arrays.hashCode(line);
    }
  }

  /** Writes questions. */
  public static byte[] questions(List<Question> questions) {
    int length = HEAD_BYTES;
    for (Question question : questions) {
      length = Math.addExact(length, QUESTION_BYTES + question.command().length);
    }
    byte[] bytes = new byte[length];
    ByteBuffer out = head(bytes, questions.size());
    for (Question question : questions) {
      out.putLong(question.offset()).putInt(question.command().length).put(question.command());
    }
    return bytes;
  }

  /**
   * Reads questions.
   *
   * @throws IllegalArgumentException where the bytes are none; says what is wrong
   */
  public static List<Question> questions(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    int count = count(in, QUESTION_BYTES);
    List<Question> questions = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      long offset = enough(in, QUESTION_BYTES, i).getLong();
      questions.add(new Question(offset, taken(in, i)));
    }
    end(in);
    return questions;
  }

  /** Writes answers, in the order of the questions. */
  public static byte[] answers(List<Answer> answers) {
    int length = HEAD_BYTES;
    for (Answer answer : answers) {
      length = Math.addExact(length, ANSWER_BYTES + answer.line().length);
    }
    byte[] bytes = new byte[length];
    ByteBuffer out = head(bytes, answers.size());
    for (Answer answer : answers) {
      out.put(answer.kind().code)
          .put((byte) (answer.replayed() ? 1 : 0))
          .putInt(answer.line().length)
          .put(answer.line());
    }
    return bytes;
  }

  /**
   * Reads the answers to so many questions.
   *
   * @throws IllegalArgumentException where the bytes are none; says what is wrong
   */
  public static List<Answer> answers(byte[] bytes, int asked) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    int count = count(in, ANSWER_BYTES);
    if (count != asked) {
      throw new IllegalArgumentException(
          "expected answers to " + asked + " questions, found " + count);
    }
    List<Answer> answers = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Kind kind = Kind.of(enough(in, ANSWER_BYTES, i).get(), i);
      answers.add(new Answer(kind, replayed(in.get(), i), taken(in, i)));
    }
    end(in);
    return answers;
  }

  private static ByteBuffer head(byte[] bytes, int count) {
    if (count > MOST) {
      throw new IllegalArgumentException("expected at most " + MOST + " frames, found " + count);
    }
    return ByteBuffer.wrap(bytes).put(VERSION).putInt(count);
  }

  private static boolean replayed(byte flag, int frame) {
    if (flag != 0 && flag != 1) {
      throw new IllegalArgumentException("frame " + frame + ": expected 0 or 1, found " + flag);
    }
    return flag == 1;
  }

  private static int count(ByteBuffer in, int leastBytes) {
    if (in.remaining() < HEAD_BYTES) {
      throw new IllegalArgumentException(
          "expected a version and a count, found " + in.remaining() + " bytes");
    }
    byte version = in.get();
    if (version != VERSION) {
      throw new IllegalArgumentException(
          "expected frames of version " + VERSION + ", found " + version);
    }
    int count = in.getInt();
    int most = Math.min(MOST, in.remaining() / leastBytes);
    if (count < 0 || count > most) {
      throw new IllegalArgumentException(
          "expected a count of at most " + most + " for what follows, found " + count);
    }
    return count;
  }

  private static ByteBuffer enough(ByteBuffer in, int bytes, int frame) {
    if (in.remaining() < bytes) {
      throw new IllegalArgumentException(
          "frame " + frame + ": expected " + bytes + " bytes, found " + in.remaining());
    }
    return in;
  }

  private static byte[] taken(ByteBuffer in, int frame) {
    int length = in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw new IllegalArgumentException(
          "frame "
              + frame
              + ": expected a length of at most "
              + in.remaining()
              + ", found "
              + length);
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  private static void end(ByteBuffer in) {
    if (in.hasRemaining()) {
      throw new IllegalArgumentException(
          "expected the end after the last frame, found " + in.remaining() + " more bytes");
    }
  }
}
