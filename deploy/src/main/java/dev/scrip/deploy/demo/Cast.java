package dev.scrip.deploy.demo;

import static dev.scrip.deploy.demo.Rhythm.AROUND_THE_CLOCK;
import static dev.scrip.deploy.demo.Rhythm.EVENING;
import static dev.scrip.deploy.demo.Rhythm.MORNING;
import static dev.scrip.deploy.demo.Rhythm.NIGHTLY;
import static dev.scrip.deploy.demo.Rhythm.OFFICE;
import static dev.scrip.deploy.demo.Rhythm.WEEKEND;

import java.util.ArrayList;
import java.util.List;

/**
 * Who is in the demo's story and what they do day by day, as tables to be read. Days are counted
 * from the story's first, 0, to the present one, {@value #TODAY}; all times are UTC. Plans, actions
 * and prices are those of the preset base44-2025.
 */
final class Cast {
  static final int TODAY = 30;

  private Cast() {}

  /**
   * A wallet.
   *
   * @param since {@code day hh:mm} its periods are counted from; before day 0 = it was a customer
   *     elsewhere, and is opened when the ledger begins
   */
  record Holder(String wallet, String plan, String since) {}

  static final List<Holder> HOLDERS =
      List.of(
          // alone, on the free plan to begin with
          new Holder("ana", "free", "-12 09:14"),
          new Holder("chen", "free", "-17 21:40"),
          new Holder("ivo", "free", "-3 10:05"),
          new Holder("goran", "free", "4 11:20"),
          new Holder("maya", "free", "24 16:45"),
          // alone, paying
          new Holder("emil", "starter", "-25 14:37"),
          new Holder("hana", "starter", "-14 08:02"),
          new Holder("kofi", "starter", "2 13:05"),
          new Holder("lena", "pro", "-21 17:51"),
          // workspaces
          new Holder("bruno-workspace", "builder", "-20 10:30"),
          new Holder("divya-support", "pro", "-24 07:15"),
          new Holder("farah-studio", "elite", "-9 12:00"),
          new Holder("jun-labs", "builder", "-16 03:33"),
          new Holder("org_7Q2mX4tB9c", "builder", "-28 19:20"));

  /** Which wallet pays for an app, from the beginning of a day on. */
  record AppRow(String app, String payer, int fromDay) {}

  static final List<AppRow> APPS =
      List.of(
          new AppRow("recipe-box", "ana", 0),
          new AppRow("field-notes", "bruno-workspace", 0),
          new AppRow("helpdesk-bot", "divya-support", 0),
          new AppRow("daily-letter", "emil", 0),
          new AppRow("client-portal", "farah-studio", 0),
          new AppRow("lead-finder", "farah-studio", 8),
          new AppRow("plant-diary", "goran", 5),
          new AppRow("plant-diary", "ivo", 22), // taken over when goran had left
          new AppRow("booking-desk", "hana", 0),
          new AppRow("shop-front", "kofi", 3),
          new AppRow("photo-index", "lena", 0),
          new AppRow("exam-tutor", "jun-labs", 0),
          new AppRow("crm-sync", "org_7Q2mX4tB9c", 0));

  /**
   * What one actor does again and again.
   *
   * @param wallet that pays; empty = whose the app is on that day
   * @param actor who does it; a number at the end, {@code guest-40}, stands for so many of them
   * @param app in which; empty = while building, by chat
   * @param perDay how often on a working day, on average
   * @param mix actions with their weights
   * @param quantity of one charge, about; 1 = always 1
   */
  record Habit(
      String wallet,
      String actor,
      String app,
      Rhythm rhythm,
      double perDay,
      int fromDay,
      int toDay,
      String mix,
      int quantity) {}

  private static final String BUILD = "chat.change 5, chat.discuss 3, edit.visual 2, fix.auto 1";
  private static final String TALK = "chat.discuss 6, chat.change 2";
  private static final String DESIGN = "edit.visual 5, edit.visual_ai 3, chat.change 3";
  private static final String SITE = "db.read 6, db.write 2, integration.call 3";
  private static final String SHOP = "db.read 5, integration.call 4, email.custom_domain 1";

  static final List<Habit> HABITS =
      all(
          List.of(
              builds("ana", "ana", OFFICE, 7, 0, 30, BUILD),
              builds("chen", "chen", EVENING, 6, 0, 30, "chat.change 5, chat.discuss 1"),
              builds("ivo", "ivo", WEEKEND, 1.2, 0, 30, BUILD),
              builds("goran", "goran", EVENING, 6, 4, 13, BUILD),
              builds("maya", "maya", OFFICE, 9, 24, 30, TALK),
              builds("emil", "emil", OFFICE, 2, 0, 30, TALK),
              builds("hana", "hana", OFFICE, 6, 0, 30, BUILD),
              builds("kofi", "kofi", EVENING, 4, 2, 30, BUILD),
              builds("lena", "lena", OFFICE, 12, 0, 30, DESIGN)),
          List.of(
              builds("bruno-workspace", "bruno", OFFICE, 15, 0, 30, BUILD),
              builds("bruno-workspace", "carla", OFFICE, 12, 0, 30, DESIGN),
              builds("bruno-workspace", "davi", OFFICE, 13, 0, 30, BUILD),
              builds("bruno-workspace", "elif", EVENING, 5, 6, 30, TALK),
              builds("divya-support", "divya", OFFICE, 6, 0, 30, BUILD),
              builds("farah-studio", "farah", OFFICE, 6, 0, 30, TALK),
              builds("farah-studio", "nils", OFFICE, 16, 0, 30, BUILD),
              builds("farah-studio", "oya", OFFICE, 14, 0, 30, DESIGN),
              builds("farah-studio", "pavel", EVENING, 9, 9, 30, BUILD),
              builds("jun-labs", "jun", EVENING, 6, 0, 30, BUILD),
              builds("org_7Q2mX4tB9c", "usr_k3Vd81", OFFICE, 7, 0, 30, BUILD),
              builds("org_7Q2mX4tB9c", "usr_p9Zq04", OFFICE, 3, 0, 30, TALK)),
          List.of(
              runs("recipe-box", "guest-30", AROUND_THE_CLOCK, 6, SITE, 1),
              runs("field-notes", "user-12", OFFICE, 12, SITE, 30),
              runs("helpdesk-bot", "agent-helpdesk", AROUND_THE_CLOCK, 16, "agent.message 1", 12),
              runs("helpdesk-bot", "customer-60", AROUND_THE_CLOCK, 6, SHOP, 3),
              runs("daily-letter", "letter-job", MORNING, 2, "email.custom_domain 1", 45),
              runs("client-portal", "client-25", OFFICE, 16, SITE, 14),
              runs("lead-finder", "agent-leads", NIGHTLY, 4, "agent.message 1", 60),
              runs("plant-diary", "guest-8", AROUND_THE_CLOCK, 6, SITE, 2),
              runs("booking-desk", "guest-40", AROUND_THE_CLOCK, 9, SHOP, 4),
              runs("shop-front", "guest-50", AROUND_THE_CLOCK, 12, SHOP, 4),
              runs("photo-index", "photo-job", NIGHTLY, 2, "integration.call 1", 90),
              runs("exam-tutor", "agent-tutor", EVENING, 14, "agent.message 1", 4),
              runs("crm-sync", "sync-job", NIGHTLY, 1, "integration.call 1", 330),
              runs("crm-sync", "usr_k3Vd81", OFFICE, 6, "backend.own_key 3, db.write 2", 1)));

  private static Habit builds(
      String wallet, String actor, Rhythm rhythm, double perDay, int from, int to, String mix) {
    return new Habit(wallet, actor, "", rhythm, perDay, from, to, mix, 1);
  }

  private static Habit runs(
      String app, String actor, Rhythm rhythm, double perDay, String mix, int quantity) {
    return new Habit("", actor, app, rhythm, perDay, 0, TODAY, mix, quantity);
  }

  private static List<Habit> all(List<Habit> alone, List<Habit> workspaces, List<Habit> apps) {
    List<Habit> all = new ArrayList<>(alone);
    all.addAll(workspaces);
    all.addAll(apps);
    return List.copyOf(all);
  }
}
