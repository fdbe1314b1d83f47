package dev.scrip.projector.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import dev.scrip.projector.notify.NotifyConfig.Smtp;
import dev.scrip.projector.notify.NotifyConfig.Tls;
import jakarta.mail.internet.MimeMessage;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Against a real mail server, and one that refuses. */
class EmailSenderTest {
  private static final String ID = "evt_00112233445566778899aabbccddeeff";

  private static EmailSender sender(int port, String to) {
    return sender(port, to, Tls.NONE);
  }

  private static EmailSender sender(int port, String to, Tls tls) {
    return new EmailSender(
        new Receiver.Email("owners/1", to, EventFilter.ALL, 1),
        new Smtp("127.0.0.1", port, tls, "", "", "Scrip <scrip@example.com>"),
        Map.of("ana", "ana@example.com"));
  }

  @Test
  void shouldSayWhatHappenedInPlainWords() throws Exception {
    GreenMail server = new GreenMail(ServerSetup.SMTP.dynamicPort());
    server.start();
    try {
      EmailSender sender = sender(server.getSmtp().getPort(), Receiver.Email.CONTACT);

      Outcome first = sender.send(Examples.depleted(), ID);
      Outcome again = sender.send(Examples.depleted(), ID);

      assertEquals(new Outcome.Delivered(250), first);
      assertEquals(first, again);
      MimeMessage[] messages = server.getReceivedMessages();
      assertEquals(2, messages.length);
      MimeMessage message = messages[0];
      assertEquals("The message credits of ana are used up", message.getSubject());
      assertEquals("<" + ID + "@example.com>", message.getMessageID());
      assertEquals(message.getMessageID(), messages[1].getMessageID());
      assertEquals("ana@example.com", message.getAllRecipients()[0].toString());
      assertEquals("auto-generated", message.getHeader("Auto-Submitted", ","));
      String whole = GreenMailUtil.getWholeMessage(message);
      for (String part :
          new String[] {
            "text/plain",
            "text/html",
            "Plan: free",
            "Balance: 0",
            "28 February 2027, 14:37 UTC",
            "What to do: "
          }) {
        assertTrue(whole.contains(part), part + " in " + whole);
      }
    } finally {
      server.stop();
    }
  }

  @Test
  void shouldNotLetAWalletsNameBecomeMarkup() {
    Letter letter =
        Letter.of(new Event.Crossed(Examples.depletion("<script>alert(1)</script>").build()));

    assertFalse(letter.html().contains("<script>"));
    assertTrue(letter.html().contains("&lt;script&gt;"));
  }

  @Test
  void shouldGiveUpWhatIsRefusedForGood() throws Exception {
    try (ScriptedSmtp server = new ScriptedSmtp("550 5.1.1 <ops@example.com> no such user")) {
      Outcome outcome = sender(server.port(), "ops@example.com").send(Examples.depleted(), ID);

      Outcome.Refused refused = assertInstanceOf(Outcome.Refused.class, outcome);
      assertEquals(550, refused.status());
      assertFalse(refused.error().contains("ops@example.com"), refused.error());
    }
  }

  @Test
  void shouldTryAgainWhatIsRefusedForNow() throws Exception {
    try (ScriptedSmtp server = new ScriptedSmtp("451 4.7.1 try later")) {
      Outcome outcome = sender(server.port(), "ops@example.com").send(Examples.depleted(), ID);

      assertEquals(451, assertInstanceOf(Outcome.Failed.class, outcome).status());
    }
  }

  @Test
  void shouldTryAgainWhereNoServerAnswers() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }

    Outcome outcome = sender(port, "ops@example.com").send(Examples.depleted(), ID);

    assertEquals(0, assertInstanceOf(Outcome.Failed.class, outcome).status());
  }

  @Test
  void shouldNotTellAServerWhoseCertificateNobodyVouchesFor() throws Exception {
    GreenMail server = new GreenMail(ServerSetup.SMTPS.dynamicPort());
    server.start();
    try {
      Outcome outcome =
          sender(server.getSmtps().getPort(), "ops@example.com", Tls.TLS)
              .send(Examples.depleted(), ID);

      Outcome.Failed failed = assertInstanceOf(Outcome.Failed.class, outcome);
      assertTrue(failed.error().contains("certification path"), failed.error());
      assertEquals(0, server.getReceivedMessages().length);
    } finally {
      server.stop();
    }
  }

  @Test
  void shouldSayNothingAfterStartTlsToSuchAServer() throws Exception {
    try (ScriptedSmtp server = new ScriptedSmtp("250 fine")) {
      Outcome outcome =
          sender(server.port(), "ops@example.com", Tls.STARTTLS).send(Examples.depleted(), ID);

      Outcome.Failed failed = assertInstanceOf(Outcome.Failed.class, outcome);
      assertTrue(failed.error().contains("certification path"), failed.error());
      assertEquals("STARTTLS", server.heard().getLast());
    }
  }

  @Test
  void shouldSkipAWalletWithoutAContact() throws Exception {
    Event event = new Event.Crossed(Examples.depletion("bob").build());

    Outcome outcome = sender(1, Receiver.Email.CONTACT).send(event, ID);

    assertInstanceOf(Outcome.Skipped.class, outcome);
  }
}
