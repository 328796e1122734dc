namespace PhStudio.Messaging.Contracts.Tests;

/// <summary>Which texts show nothing.</summary>
public sealed class BlankTextTests
{
    [Theory]
    [InlineData("", true)]
    [InlineData(" \t\r\n\u00A0\u3000", true)]
    [InlineData("\u200B\u2060\uFEFF\u00AD\u202E", true)]
    [InlineData("\u2800", true)]
    [InlineData("\u3164\uFFA0", true)]
    [InlineData("a\u200B", false)]
    [InlineData("\U0001F468\u200D\U0001F469", false)]
    [InlineData("\u0000\u0001\u007F\u0085", true)]
    [InlineData("\uFE0F\u034F\u0301\u17B4\u20DD", true)]
    [InlineData("\u200D\uFE0F", true)]
    [InlineData("\uFFFE\uFDD0\U0001FFFF", true)]
    [InlineData("a\u0301", false)]
    [InlineData("\u0001a", false)]
    [InlineData("1\uFE0F\u20E3", false)]
    [InlineData("\u093E", false)]
    [InlineData("\uE000", false)]
    [InlineData(".", false)]
    public void Characters_without_a_shape_are_blank(string text, bool blank) => Assert.Equal(blank, BlankText.Is(text));
}
