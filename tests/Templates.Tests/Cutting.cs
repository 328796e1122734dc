using PhStudio.Messaging.Templates.Markup;
using PhStudio.Messaging.Templates.Rendering;

namespace PhStudio.Messaging.Templates.Tests;

/// <summary>Values are cut, not tags: at most 4096 characters, 200 in a popup (docs/telegram.md 26).</summary>
public sealed class Cutting(BuiltInLibrary builtIn) : IClassFixture<BuiltInLibrary>
{
    [Theory]
    [InlineData("x")]
    [InlineData("<")]
    [InlineData("&")]
    [InlineData("👩‍🎨")]
    [InlineData("й")]
    public void A_text_of_10000_characters_gives_a_whole_message(string repeated)
    {
        var values = Values.Booking.With("notes", string.Concat(Enumerable.Repeat(repeated, 10_000)));

        var rendered = builtIn.Library.Render("booking_notification", "ru", values);

        var visible = TelegramMarkup.Visible(rendered.Text);
        Assert.True(rendered.Cut);
        Assert.InRange(TelegramMarkup.CodePoints(visible), 4096 - 10, 4096);
        Assert.Equal(TelegramMarkup.CodePoints(visible), rendered.Length);
        Assert.Contains($"{repeated}…\n\n🔖 Заявка PH-2026/17", visible, StringComparison.Ordinal);
        Assert.Contains("Клиент: Анна\n", visible, StringComparison.Ordinal);
    }

    [Fact]
    public void The_longest_value_is_cut_first()
    {
        var values = Values.Booking.With("notes", new string('n', 5000)).With("client_name", new string('c', 1000));

        var visible = TelegramMarkup.Visible(builtIn.Library.Render("booking_notification", "ru", values).Text);

        Assert.Contains($"Клиент: {new string('c', 1000)}\n", visible, StringComparison.Ordinal);
        Assert.Contains("n…\n", visible, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_list_of_times_is_cut_between_its_times()
    {
        var values = Values.Booking.With("time_slots", Enumerable.Repeat("10:00", 2000));

        var rendered = builtIn.Library.Render("booking_notification", "ru", values);

        Assert.True(rendered.Cut);
        Assert.InRange(rendered.Length, 4000, 4096);
        Assert.Contains("10:00, …\n", rendered.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_popup_keeps_its_end()
    {
        var values = Values.Of(new { decided_by = new string('Я', 500), decided_at = "2026-12-20T11:02:00Z" });

        var text = builtIn.Library.RenderPlain("popup_already_rejected", "ru", values);

        Assert.Equal(200, TelegramMarkup.CodePoints(text));
        Assert.EndsWith("Я…, 20.12.2026 в 14:02", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("abcdef", 4, "abc…")]
    [InlineData("abcdef", 1, "…")]
    [InlineData("abcdef", 0, "")]
    [InlineData("👨‍👩‍👧👨‍👩‍👧", 7, "👨‍👩‍👧…")]
    [InlineData("👨‍👩‍👧👨‍👩‍👧", 10, "👨‍👩‍👧…")]
    [InlineData("🇷🇺🇬🇧", 4, "🇷🇺…")]
    public void A_visible_character_is_never_cut_apart(string text, int length, string cut) =>
        Assert.Equal(cut, Truncator.Shorten(text, length));
}
