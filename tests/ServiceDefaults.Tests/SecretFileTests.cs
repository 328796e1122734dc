using Microsoft.Extensions.Configuration;
using PhStudio.Messaging.ServiceDefaults.Configuration;

namespace PhStudio.Messaging.ServiceDefaults.Tests;

/// <summary>A secret may come from a file that <c>NAME_FILE</c> names, as containers get theirs.</summary>
public sealed class SecretFileTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void The_content_of_the_file_is_the_secret_without_the_end_of_the_line()
    {
        File.WriteAllText(_file, "hidden-value\n");
        var settings = With(_file);

        Assert.Equal("hidden-value", settings.Secret("A_KEY", "a text"));
        Assert.Empty(settings.Problems);
    }

    [Fact]
    public void An_empty_file_is_an_unset_secret()
    {
        var settings = With(_file);

        Assert.Null(settings.OptionalSecret("A_KEY", "a text of sixteen characters", text => text.Length == 16));
        Assert.Empty(settings.Problems);
    }

    [Fact]
    public void An_empty_file_for_a_secret_that_is_required_is_named()
    {
        var settings = With(_file);

        settings.Secret("A_KEY", "a text");

        Assert.Equal($"A_KEY is missing: the file \"{_file}\", which A_KEY_FILE names, is empty; it must hold a text.", Assert.Single(settings.Problems));
    }

    [Fact]
    public void A_file_that_is_not_there_is_named_once()
    {
        var settings = With("/there/is/none");

        settings.Secret("A_KEY", "a text");
        settings.OptionalSecret("A_KEY", "a text");

        Assert.Equal("A_KEY_FILE is \"/there/is/none\" but there is no such file.", Assert.Single(settings.Problems));
    }

    [Fact]
    public void A_file_of_the_wrong_form_is_named_without_its_content()
    {
        File.WriteAllText(_file, "hidden-value");
        var settings = With(_file);

        settings.Secret("A_KEY", "a number", text => int.TryParse(text, out _));

        Assert.DoesNotContain("hidden", Assert.Single(settings.Problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hidden-value", 0)]
    [InlineData("another-value", 1)]
    [InlineData("  ", 0)]
    public void Beside_its_value_a_file_must_hold_the_same_or_nothing(string inFile, int problems)
    {
        File.WriteAllText(_file, inFile + "\r\n");
        var settings = With(_file, "hidden-value");

        Assert.Equal("hidden-value", settings.Secret("A_KEY", "a text"));
        Assert.Equal(Enumerable.Repeat("A_KEY and A_KEY_FILE are both set and differ: take one of them out.", problems), settings.Problems);
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-32")]
    public void A_byte_order_mark_is_passed_over(string encoding)
    {
        File.WriteAllText(_file, "hidden-value\r\n", System.Text.Encoding.GetEncoding(encoding));

        Assert.Equal("hidden-value", With(_file).Secret("A_KEY", "a text"));
    }

    [Fact]
    public void A_file_in_another_encoding_is_refused_without_its_content()
    {
        File.WriteAllBytes(_file, [.. "hidden-"u8, 0xE9]);
        var settings = With(_file);

        settings.Secret("A_KEY", "a text");

        Assert.StartsWith($"A_KEY_FILE is \"{_file}\", but it is not UTF-8", Assert.Single(settings.Problems), StringComparison.Ordinal);
    }

    private static Settings With(string file, string? value = null) =>
        new(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["A_KEY_FILE"] = file, ["A_KEY"] = value }).Build());
}
