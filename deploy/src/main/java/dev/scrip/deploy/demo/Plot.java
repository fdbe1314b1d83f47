package dev.scrip.deploy.demo;

import dev.scrip.schemas.AddGrant;
import dev.scrip.schemas.ChangePlan;
import dev.scrip.schemas.Charge;
import dev.scrip.schemas.CloseWallet;
import dev.scrip.schemas.GrantSource;
import dev.scrip.schemas.PlanChangeTime;
import dev.scrip.schemas.Reset;
import dev.scrip.schemas.VoidGrant;
import java.util.List;
import java.util.Map;

/** What happens once in the demo's story, as a table to be read; the rest is habit. */
final class Plot {
  private static final long MICROS = 1_000_000;

  private Plot() {}

  /**
   * One thing that happens.
   *
   * @param at {@code day hh:mm}
   * @param id the command's id after {@code demo-}; empty = a number
   * @param times how often, each a command of its own
   * @param body of the command
   * @param why kept with the line as its reason; empty = nothing
   */
  record Event(
      String at,
      String id,
      String wallet,
      String actor,
      String app,
      int times,
      Object body,
      String why) {}

  static final List<Event> EVENTS =
      List.of(
          // ana tries Scrip's customer out, shares it, gets her bonus once, and subscribes.
          event("2 10:12", "ana", "ana", code("SHARE20"), "shared on social media"),
          event("3 09:41", "ana", "ana", code("SHARE20"), "shared again"), // once per wallet
          event("9 15:28", "ana", "ana", plan("pro-plus"), ""), // no such plan
          event("9 15:31", "ana", "ana", plan("starter"), ""),
          // goran looks around, closes, and his app goes on calling until ivo takes it over.
          event("20 18:05", "goran", "goran", new CloseWallet(), "too little time"),
          event("20 18:20", "goran", "goran", charge("chat.discuss", 1), ""),
          // emil's letter outgrows starter: dry before the month is over, then builder.
          event("26 09:30", "emil", "emil", plan("builder"), ""),
          // bruno's workspace builds itself dry and goes from builder to pro; what was used counts.
          event("25 11:02", "bruno-workspace", "bruno", plan("pro"), ""),
          // An agent of jun's runs away by night: dry by morning, one plan up at breakfast.
          loop("17 02:10"),
          loop("17 02:40"),
          loop("17 03:05"),
          event("18 08:45", "jun-labs", "jun", plan("pro"), "the agent looped; it is fixed"),
          // hana was cut off by an outage: support gives her the month anew.
          event("12 10:40", "hana", "support", new Reset(List.of()), "outage of the night before"),
          // kofi's coupon, his try to buy a top-up, support's goodwill, and a grant gone wrong.
          event("3 19:10", "kofi", "kofi", coupon("WELCOME-KOFI", 30), ""),
          event(
              "10 20:15",
              "kofi",
              "kofi",
              grant("integration", 500, GrantSource.TOP_UP),
              "invoice 2041"), // none are sold
          event(
              "10 20:50",
              "kofi",
              "support",
              grant("integration", 200, GrantSource.ADJUSTMENT),
              "goodwill for invoice 2041"),
          named(
              "15 09:05",
              "kofi-mistake",
              "kofi",
              grant("message", 400, GrantSource.ADJUSTMENT),
              "meant for another customer"),
          named("15 09:12", "kofi-undo", "kofi", new VoidGrant("demo-kofi-mistake"), "put right"),
          event("21 19:30", "kofi", "kofi", plan("free"), ""), // downgrades wait for the period
          // An old release of the shop calls an action that is no more.
          app("12 11:30", "kofi", "shop-front", 3, charge("integration.sms", 1)),
          app("13 16:10", "kofi", "shop-front", 2, charge("integration.sms", 1)),
          // One mailing of the studio is too large for what is left on any plan.
          app("16 14:20", "farah-studio", "client-portal", 1, charge("integration.call", 80_000)),
          // chen tries the share code of a friend, and that of the docs.
          event("19 22:30", "chen", "chen", code("SHARE20"), ""),
          event("20 21:15", "chen", "chen", grant("gems", 10, GrantSource.PROMO), ""));

  private static Event event(String at, String wallet, String actor, Object body, String why) {
    return new Event(at, "", wallet, actor, "", 1, body, why);
  }

  private static Event named(String at, String id, String wallet, Object body, String why) {
    return new Event(at, id, wallet, "support", "", 1, body, why);
  }

  private static Event app(String at, String wallet, String app, int times, Object body) {
    return new Event(at, "", wallet, app, app, times, body, "");
  }

  private static Event loop(String at) {
    return new Event(
        at, "", "jun-labs", "agent-tutor", "exam-tutor", 110, charge("agent.message", 12), "");
  }

  private static ChangePlan plan(String plan) {
    return new ChangePlan(plan, PlanChangeTime.NOW);
  }

  /** A code whose pool and amount the rules say. */
  private static AddGrant code(String code) {
    return new AddGrant("", 0L, GrantSource.PROMO, null, null, 0, List.of(), code);
  }

  private static AddGrant coupon(String code, long credits) {
    return new AddGrant(
        "message", credits * MICROS, GrantSource.PROMO, null, null, 0, List.of(), code);
  }

  private static AddGrant grant(String pool, long credits, GrantSource source) {
    return new AddGrant(pool, credits * MICROS, source, null, null, 0, List.of(), "");
  }

  private static Charge charge(String action, long quantity) {
    return new Charge(action, quantity * MICROS, null, Map.of());
  }
}
