package dev.scrip.deploy.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Rows in aligned columns. Columns of numbers are aligned to the right. */
public final class Table {
  private final List<String> head;
  private final List<List<String>> rows = new ArrayList<>();

  public Table(String... head) {
    this.head = List.of(head);
  }

  public void add(String... cells) {
    if (cells.length != head.size()) {
      throw new IllegalArgumentException(
          "expected %d cells, found %d".formatted(head.size(), cells.length));
    }
    rows.add(List.of(cells));
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /** Prints head and rows; columns that are empty in every row are left out. */
  public void print(PrintWriter out) {
    List<Integer> shown = new ArrayList<>();
    for (int column = 0; column < head.size(); column++) {
      int at = column;
      if (rows.stream().anyMatch(row -> !row.get(at).isEmpty())) {
        shown.add(column);
      }
    }
    line(out, head, shown);
    for (List<String> row : rows) {
      line(out, row, shown);
    }
  }

  private void line(PrintWriter out, List<String> cells, List<Integer> shown) {
    StringBuilder line = new StringBuilder();
    for (int column : shown) {
      String cell = cells.get(column);
      String padding = " ".repeat(width(column) - length(cell));
      line.append(isNumeric(column) ? padding + cell : cell + padding).append("  ");
    }
    out.println(line.toString().stripTrailing());
  }

  private int width(int column) {
    int width = length(head.get(column));
    for (List<String> row : rows) {
      width = Math.max(width, length(row.get(column)));
    }
    return width;
  }

  private boolean isNumeric(int column) {
    return rows.stream()
        .map(row -> row.get(column))
        .allMatch(cell -> cell.isEmpty() || cell.matches("[+-]?[0-9.]+"));
  }

  private static int length(String cell) {
    return cell.codePointCount(0, cell.length());
  }
}
