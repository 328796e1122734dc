namespace PhStudio.Messaging.Templates.Tests;

/// <summary>What people type arrives as those very characters (docs/telegram.md 27).</summary>
public sealed class Escaping(BuiltInLibrary builtIn) : IClassFixture<BuiltInLibrary>
{
    [Theory]
    [InlineData("<b>Анна & Co</b>", "&lt;b&gt;Анна &amp; Co&lt;/b&gt;")]
    [InlineData("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;")]
    [InlineData("say \"hi\"", "say &quot;hi&quot;")]
    [InlineData("O'Neil `x` = y", "O'Neil `x` = y")]
    [InlineData("&nbsp;&lt;", "&amp;nbsp;&amp;lt;")]
    [InlineData("{{service}}", "{{service}}")]
    [InlineData("👨‍👩‍👧 مرحبا", "👨‍👩‍👧 مرحبا")]
    public void A_typed_name_is_shown_and_not_read(string typed, string inTheMessage)
    {
        var text = builtIn.Library.Render("booking_notification", "ru", Values.Booking.With("client_name", typed)).Text;

        Assert.Contains($"<b>Клиент:</b> {inTheMessage}\n", text, StringComparison.Ordinal);
    }

    // | stands for the word joiner, which nobody sees.
    [Theory]
    [InlineData("evil.example", "evil.|example")]
    [InlineData("https://evil.example/a.b?c=@d", "https://|evil.|example/a.|b?c=@|d")]
    [InlineData("http://10.0.0.1/x", "http://|10.|0.|0.|1/x")]
    [InlineData("tg://resolve?domain=evil", "tg://|resolve?domain=evil")]
    [InlineData("почта.рф, a@b.co", "почта.|рф, a@|b.|co")]
    [InlineData("@evil_bot /confirm /confirm@evil_bot", "@|evil_bot /|confirm /|confirm@|evil_bot")]
    [InlineData("#скидка $TON", "#|скидка $|TON")]
    [InlineData("2.5 часа, 24.12.2026, 1/2, A/B, т. е. и т.д.", "2.5 часа, 24.12.2026, 1/2, A/B, т. е. и т.|д.")]
    [InlineData("C# и 100$", "C# и 100$")]
    [InlineData("10.0.0.1/x и 8.8.8.8:8080/pay", "10.|0.|0.|1/x и 8.|8.|8.|8:8080/pay")]
    [InlineData("1.2.3, 1.2.3.4.5", "1.2.3, 1.|2.|3.|4.|5")]
    [InlineData("☎.com, www.➡️.ws/x", "☎.|com, www.➡️.|ws/x")]
    [InlineData("cafe\u0301.com हिन्दी.com", "cafe\u0301.|com हिन्दी.|com")]
    [InlineData("evil~.com evil—.com", "evil~.|com evil—.|com")]
    [InlineData("tg://-resolve #·sale $1INCH 🎉/confirm", "tg://|-resolve #|·sale $|1INCH 🎉/|confirm")]
    public void What_was_typed_is_no_link_mention_or_command(string typed, string inTheMessage)
    {
        var text = builtIn.Library.Render("booking_notification", "ru", Values.Booking.With("client_name", typed)).Text;

        Assert.Contains($"<b>Клиент:</b> {inTheMessage}\n", text.Replace('\u2060', '|'), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("booking_notification", "notes")]
    [InlineData("booking_notification", "location")]
    [InlineData("booking_rejection", "decided_by")]
    [InlineData("booking_rejection", "reason")]
    [InlineData("customer_rejected", "reason")]
    [InlineData("chat_unreachable", "chat_id")]
    [InlineData("chat_reachable", "chat_id")]
    public void So_it_is_with_every_value_that_people_type(string type, string value)
    {
        var text = builtIn.Library.Render(type, "en", Samples(type).With(value, "see evil.example")).Text;

        Assert.Contains("see evil.\u2060example", text, StringComparison.Ordinal);
    }

    [Fact]
    public void So_it_is_with_what_status_says_in_the_words_of_others()
    {
        var text = builtIn.Library.Render("command_status", "en", Samples("command_status").With("healthy", false).With("problem", "see evil.example of @studio")).Text;

        Assert.Contains("see evil.\u2060example of @\u2060studio", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_telephone_number_an_id_and_our_own_commands_stay_what_they_are()
    {
        var booking = builtIn.Library.Render("booking_notification", "ru", Values.Booking.With("client_phone", "+7 916 123-45-67").With("booking_id", "a.b/c@d")).Text;
        var help = builtIn.Library.Render("command_help", "ru", Samples("command_help").With("commands", "/pending")).Text;

        Assert.Contains("+7 916 123-45-67", booking, StringComparison.Ordinal);
        Assert.Contains("<code>a.b/c@d</code>", booking, StringComparison.Ordinal);
        Assert.Contains("/pending", help, StringComparison.Ordinal);
    }

    [Fact]
    public void Marks_that_turn_the_direction_are_taken_out_and_joiners_of_emoji_stay()
    {
        var text = builtIn.Library.Render("booking_notification", "ru", Values.Booking.With("client_name", "Анна \u202E\u2066gnp\u2069\u200F.\u061C\u200Eexe 👨‍👩‍👧")).Text;

        Assert.Contains("<b>Клиент:</b> Анна gnp.\u2060exe 👨‍👩‍👧\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_typed_line_break_cannot_fake_a_line_of_ours()
    {
        var text = builtIn.Library.Render("booking_notification", "ru", Values.Booking.With("client_name", "Анна\n💰 Сумма: 1 ₽\u2028x")).Text;

        Assert.Contains("Анна 💰 Сумма: 1 ₽ x\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Notes_keep_their_lines()
    {
        var text = builtIn.Library.Render("booking_notification", "ru", Values.Booking.With("notes", "one\r\ntwo\0")).Text;

        Assert.Contains("one\ntwo", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\0', text);
    }

    [Fact]
    public void A_popup_is_plain_text_and_escapes_nothing()
    {
        var text = builtIn.Library.RenderPlain("popup_already_confirmed", "en", Values.Of(new { decided_by = "<Anna> & Co", decided_at = "2026-12-20T11:02:00Z" }));

        Assert.Equal("✅ Already confirmed by <Anna> & Co at 14:02 on 20 December 2026", text);
    }

    [Fact]
    public void A_message_is_not_taken_for_a_plain_text()
    {
        var refusal = Assert.Throws<TemplateException>(() => builtIn.Library.RenderPlain("booking_notification", "ru", Values.Booking));

        Assert.Contains("booking_notification", refusal.Message, StringComparison.Ordinal);
    }

    private static Dictionary<string, System.Text.Json.JsonElement> Samples(string type) =>
        Types.TemplateContracts.Find(type)!.Values.ToDictionary(value => value.Name, value => value.Sample);
}
