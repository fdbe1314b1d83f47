package dev.scrip.schemas;

import java.util.Collection;
import java.util.Comparator;
import java.util.Map;

/** What somebody meant who wrote a word that nobody knows. */
public final class Nearest {
  private static final int MOST_COMPARED = 2_000;

  private Nearest() {}

  /** The known word that takes the fewest changes of a letter; empty = none is near. */
  public static String word(String found, Collection<String> known) {
    int most = Math.max(2, found.length() / 3);
    return known.stream()
        .limit(MOST_COMPARED)
        .filter(word -> Math.abs(word.length() - found.length()) <= most && word.length() <= 80)
        .map(word -> Map.entry(word, distance(found, word)))
        .filter(near -> near.getValue() <= most && near.getValue() < near.getKey().length())
        .min(
            Comparator.<Map.Entry<String, Integer>>comparingInt(Map.Entry::getValue)
                .thenComparingInt(near -> -sameStart(found, near.getKey())))
        .map(Map.Entry::getKey)
        .orElse("");
  }

  private static int sameStart(String a, String b) {
    int same = 0;
    while (same < Math.min(a.length(), b.length()) && a.charAt(same) == b.charAt(same)) {
      same++;
    }
    return same;
  }

  /** Letters to insert, drop, replace or swap with the next: optimal string alignment. */
  private static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        char x = a.charAt(i - 1);
        char y = b.charAt(j - 1);
        int replace = Character.toLowerCase(x) == Character.toLowerCase(y) ? 0 : 1;
        cost[i][j] =
            Math.min(Math.min(cost[i - 1][j], cost[i][j - 1]) + 1, cost[i - 1][j - 1] + replace);
        if (i > 1 && j > 1 && x == b.charAt(j - 2) && a.charAt(i - 2) == y) {
          cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
      }
    }
    return cost[a.length()][b.length()];
  }
}
