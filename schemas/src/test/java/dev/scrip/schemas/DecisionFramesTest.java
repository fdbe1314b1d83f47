package dev.scrip.schemas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.scrip.schemas.DecisionFrames.Answer;
import dev.scrip.schemas.DecisionFrames.Kind;
import dev.scrip.schemas.DecisionFrames.Question;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a gateway and a node say to each other, and that neither trusts the other's bytes. */
class DecisionFramesTest {
  private static final List<Question> QUESTIONS =
      List.of(
          new Question(0, new byte[] {1, 2, 3}),
          new Question(-1, new byte[0]),
          new Question(Long.MAX_VALUE, new byte[70_000]));
  private static final List<Answer> ANSWERS =
      List.of(
          new Answer(Kind.ENTRY, false, new byte[] {1, 2, 3}),
          new Answer(Kind.REJECTION, true, new byte[] {4}),
          Answer.of(Kind.NONE),
          Answer.of(Kind.UNDECIDED),
          Answer.of(Kind.NOT_HERE));

  @Test
  void shouldReadBackWhatItWrote() {
    assertEquals(QUESTIONS, DecisionFrames.questions(DecisionFrames.questions(QUESTIONS)));
    assertEquals(ANSWERS, DecisionFrames.answers(DecisionFrames.answers(ANSWERS), ANSWERS.size()));
    assertEquals(List.of(), DecisionFrames.questions(DecisionFrames.questions(List.of())));
    assertEquals(List.of(), DecisionFrames.answers(DecisionFrames.answers(List.of()), 0));
  }

  @Test
  void shouldHaveTheBytesThatAreDocumented() {
    assertEquals(
        "01" + "00000001" + "0000000000000102" + "00000002" + "beef",
        hex(
            DecisionFrames.questions(
                List.of(new Question(258, new byte[] {(byte) 0xbe, (byte) 0xef})))));
    assertEquals(
        "01"
            + "00000005"
            + "00"
            + "00"
            + "00000003"
            + "010203"
            + "01"
            + "01"
            + "00000001"
            + "04"
            + "02"
            + "00"
            + "00000000"
            + "03"
            + "00"
            + "00000000"
            + "04"
            + "00"
            + "00000000",
        hex(DecisionFrames.answers(ANSWERS)));
  }

  @Test
  void shouldRefuseWhatIsCutOffAnywhere() {
    byte[] questions = DecisionFrames.questions(QUESTIONS.subList(0, 2));
    for (int length = 0; length < questions.length; length++) {
      byte[] cut = Arrays.copyOf(questions, length);
      assertThrows(IllegalArgumentException.class, () -> DecisionFrames.questions(cut));
    }
    byte[] answers = DecisionFrames.answers(ANSWERS);
    for (int length = 0; length < answers.length; length++) {
      byte[] cut = Arrays.copyOf(answers, length);
      assertThrows(
          IllegalArgumentException.class, () -> DecisionFrames.answers(cut, ANSWERS.size()));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', expected a version and a count",
    "0200000000, expected frames of version 1",
    "01ffffffff, expected a count",
    "017fffffff, expected a count",
    "0100000001, expected a count of at most 0",
    "0100000001 0000000000000000 ffffffff, frame 0: expected a length",
    "0100000001 0000000000000000 7fffffff, frame 0: expected a length",
    "0100000001 0000000000000000 00000002 aa, frame 0: expected a length of at most 1",
    "0100000002 0000000000000000 0000000c 000000000000000000000000, frame 1: expected 12 bytes",
    "0100000000 00, expected the end after the last frame",
  })
  void shouldSayWhatIsWrongWithQuestions(String hex, String why) {
    var refused =
        assertThrows(IllegalArgumentException.class, () -> DecisionFrames.questions(bytes(hex)));
    assertTrue(String.valueOf(refused.getMessage()).startsWith(why), refused.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "0100000000, expected answers to 1 questions",
    "0100000001 05 00 00000000, frame 0: expected the code of a kind",
    "0100000001 ff 00 00000000, frame 0: expected the code of a kind",
    "0100000001 00 02 00000001 aa, frame 0: expected 0 or 1",
    "0100000001 00 00 00000000, ENTRY: expected a line",
    "0100000001 03 00 00000001 aa, UNDECIDED: expected no line",
    "0100000001 00 00 7fffffff aa, frame 0: expected a length of at most 1",
    "0100000001 02 00 00000000 aa, expected the end after the last frame",
  })
  void shouldSayWhatIsWrongWithAnswers(String hex, String why) {
    var refused =
        assertThrows(IllegalArgumentException.class, () -> DecisionFrames.answers(bytes(hex), 1));
    assertTrue(String.valueOf(refused.getMessage()).startsWith(why), refused.getMessage());
  }

  @Test
  void shouldReadOrRefuseWhateverComes() {
    Random random = new Random(4711);
    byte[] whole = DecisionFrames.answers(ANSWERS);
    int read = 0;
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = whole.clone();
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      try {
        assertEquals(ANSWERS.size(), DecisionFrames.answers(bytes, ANSWERS.size()).size());
        read++;
      } catch (IllegalArgumentException e) {
        refused++;
      }
    }
    assertTrue(read > 0 && refused > 0);
  }

  @Test
  void shouldRefuseMoreThanTheMost() {
    List<Answer> many =
        java.util.Collections.nCopies(DecisionFrames.MOST + 1, Answer.of(Kind.NONE));
    assertThrows(IllegalArgumentException.class, () -> DecisionFrames.answers(many));
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
