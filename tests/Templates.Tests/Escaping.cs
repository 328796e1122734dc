namespace PhStudio.Messaging.Templates.Tests;

/// <summary>What people type arrives as those very characters (TELEGRAM.md 27).</summary>
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
}
