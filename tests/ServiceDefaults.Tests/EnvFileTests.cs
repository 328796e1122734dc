using PhStudio.Messaging.ServiceDefaults.Configuration;

namespace PhStudio.Messaging.ServiceDefaults.Tests;

/// <summary>The lines of a file .env, as docker compose reads them.</summary>
public sealed class EnvFileTests
{
    [Theory]
    [InlineData("A=b", "A", "b")]
    [InlineData("\uFEFFA=b\r\n", "A", "b")]
    [InlineData("export A = b ", "A", "b")]
    [InlineData("A=\"b # c\" # d", "A", "b # c")]
    [InlineData("A='b'", "A", "b")]
    [InlineData("A=b # c", "A", "b")]
    [InlineData("A=b#c", "A", "b#c")]
    [InlineData("A=b=c", "A", "b=c")]
    [InlineData("A=", "A", "")]
    [InlineData("A=a\nA=b", "A", "b")]
    [InlineData("ASPNETCORE_URLS=http://*:1", "URLS", "http://*:1")]
    public void A_line_is_a_setting(string text, string name, string value) => Assert.Equal(value, EnvFile.Parse(text)[name]);

    [Theory]
    [InlineData("")]
    [InlineData("# A=b")]
    [InlineData("A")]
    [InlineData("=b")]
    public void Any_other_line_is_none(string text) => Assert.Empty(EnvFile.Parse(text));
}
