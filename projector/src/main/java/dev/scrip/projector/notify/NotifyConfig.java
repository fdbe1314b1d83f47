package dev.scrip.projector.notify;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who is told of what, and how. Read from a file by {@link NotifyFile}.
 *
 * @param smtp how e-mail is sent; null = no receiver is told by e-mail
 * @param receivers each with a name of its own
 * @param contacts address of each wallet that has one
 * @param firstLookBack how old the events may be with which a projector begins that has never run
 * @param scratch folder for what waits to be tried again, emptied at start and at the end; null =
 *     one in the folder of temporary files. Nothing is lost with it
 */
public record NotifyConfig(
    @Nullable Smtp smtp,
    List<Receiver> receivers,
    Map<String, String> contacts,
    Schedule schedule,
    Duration firstLookBack,
    @Nullable Path scratch) {
  /** Begins a day back. */
  public static final Duration FIRST_LOOK_BACK = Duration.ofDays(1);

  /** How the connection to the mail server is protected. */
  public enum Tls {
    NONE,
    STARTTLS,
    TLS
  }

  /**
   * The mail server.
   *
   * @param user empty = no authentication
   * @param from sender, as {@code scrip@example.com} or {@code Scrip <scrip@example.com>}
   */
  public record Smtp(String host, int port, Tls tls, String user, String password, String from) {
    /** The password is left out. */
    @Override
    public String toString() {
      return "Smtp[host="
          + host
          + ", port="
          + port
          + ", tls="
          + tls
          + ", user="
          + user
          + ", password=***, from="
          + from
          + "]";
    }
  }

  public NotifyConfig {
    receivers = List.copyOf(receivers);
    contacts = Map.copyOf(contacts);
    List<String> faults = new ArrayList<>();
    if (receivers.stream().map(Receiver::name).distinct().count() < receivers.size()) {
      faults.add("receivers: expected a name of its own for each, found one twice");
    }
    if (smtp == null && receivers.stream().anyMatch(Receiver.Email.class::isInstance)) {
      faults.add("smtp: expected a mail server, since there are receivers of e-mail, found none");
    }
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", faults));
    }
  }

  /** Nobody is told of anything. */
  public static NotifyConfig none() {
    return new NotifyConfig(null, List.of(), Map.of(), Schedule.STANDARD, FIRST_LOOK_BACK, null);
  }

  /** Contacts are personal, and are left out. */
  @Override
  public String toString() {
    return "NotifyConfig[smtp="
        + smtp
        + ", receivers="
        + receivers
        + ", contacts="
        + contacts.size()
        + "]";
  }
}
