using System.Text.Json.Nodes;
using PhStudio.Messaging.ServiceDefaults.Privacy;

namespace PhStudio.Messaging.ServiceDefaults.Tests;

/// <summary>What is of a person in a text, and what only looks like it.</summary>
public sealed class PersonTracesTests
{
    private static readonly PersonTraces Anna = new(["7"], ["Anna Petrova", "Анна"], ["+7 900 123-45-67"], ["with a dog"], ["123456789"]);

    [Theory]
    [InlineData("Anna Petrova", "erased")]
    [InlineData("Call anna petrova!", "Call erased!")]
    [InlineData("Звонила Анна.", "Звонила erased.")]
    [InlineData("Savanna", "Savanna")]
    [InlineData("Анналы", "Анналы")]
    [InlineData("8 (900) 123-45-67, please", "erased, please")]
    [InlineData("+79001234567", "erased")]
    [InlineData("9001234567", "erased")]
    [InlineData("+7 900 123-45-68", "+7 900 123-45-68")]
    [InlineData("with a dog", "erased")]
    [InlineData("chat 123456789", "chat erased")]
    [InlineData("chat -123456789", "chat -123456789")]
    [InlineData("1234567890", "1234567890")]
    [InlineData("2026-12-24T10:00:00Z", "2026-12-24T10:00:00Z")]
    [InlineData("", "")]
    public void A_text_loses_the_person_and_nothing_else(string text, string cleaned) => Assert.Equal(cleaned, Anna.Clean(text));

    [Fact]
    public void Json_is_cleaned_at_every_depth_and_says_whether_anything_was_found()
    {
        var json = JsonNode.Parse("""{"values":{"client_name":"Anna Petrova","lines":["+7 900 123-45-67","x"]},"chat":123456789,"price":8000}""");

        Assert.True(Anna.Clean(json));
        Assert.Equal("""{"values":{"client_name":"erased","lines":["erased","x"]},"chat":"erased","price":8000}""", json!.ToJsonString());
        Assert.False(Anna.Clean(json));
    }

    [Fact]
    public void What_was_erased_before_finds_nobody()
    {
        var nobody = new PersonTraces([], ["erased", "A"], ["erased"], ["erased", ""], []);

        Assert.Equal("erased, A, 123", nobody.Clean("erased, A, 123"));
    }
}
