using System.Text;
using System.Text.Unicode;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Privacy;
using PhStudio.Messaging.ServiceDefaults.Replay;

namespace PhStudio.Messaging.ServiceDefaults.Tests;

/// <summary>A body that was refused for not being UTF-8 is none after an erasure either.</summary>
public sealed class BodyTextTests
{
    private static readonly PersonTraces Anna = new(["7"], ["Anna Petrova"], ["+7 900 123-45-67"], [], ["123456789"]);

    [Theory]
    [InlineData("""{"booking_id":"8","client_name":"Anna Petrova","notes":"Zoë"}""", """{"booking_id":"8","client_name":"erased","notes":"Zoë"}""")]
    [InlineData("""Anna Petrova, Zoë, ë""", """erased, Zoë, ë""")]
    public void Its_other_bytes_stay_what_they_were(string body, string cleaned)
    {
        var bytes = Encoding.Latin1.GetBytes(body);

        var written = BodyText.Changed(bytes, new MessageEraser(mark: null).Clean(Anna, BodyText.Of(bytes), typeof(BookingCreated).FullName)!.Body!);

        Assert.False(Utf8.IsValid(written));
        Assert.Equal(Encoding.Latin1.GetBytes(cleaned).Select(letter => letter == 'ë' ? (byte)0xFF : letter), written);
        Assert.StartsWith("not UTF-8: ", BodyText.Shown(written));
    }

    [Fact]
    public void The_sign_itself_stays_in_a_body_that_is_utf8()
    {
        var bytes = Encoding.UTF8.GetBytes("Anna \uFFFD");

        Assert.Equal(Encoding.UTF8.GetBytes("erased \uFFFD"), BodyText.Changed(bytes, "erased \uFFFD"));
        Assert.Equal("Anna \uFFFD", BodyText.Shown(bytes));
    }
}
