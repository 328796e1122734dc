using PhStudio.Messaging.ServiceDefaults.Configuration;

namespace PhStudio.Messaging.ServiceDefaults.Tests.Configuration;

/// <summary>The rows of <c>STAFF_CHATS</c>: which forms are taken, and that a refusal names the place.</summary>
public sealed class StaffChatRowsTests
{
    [Fact]
    public void A_row_is_read_as_JSON_from_outside_is()
    {
        var rows = StaffChatRows.Parse("""[{"chat":-1001,"service":"","Location":" Центр ","thread":"5","language":"de"},{"chat":"@staff"}]""");

        Assert.Equal([new StaffChatRow { Chat = "-1001", Location = "Центр", Thread = 5, Language = "de" }, new StaffChatRow { Chat = "@staff" }], rows);
        Assert.Empty(StaffChatRows.Parse(" "));
        Assert.Empty(StaffChatRows.Parse("[]"));
    }

    [Theory]
    [InlineData("not json", "it is no JSON (line 1, byte 2)")]
    [InlineData("[{\"chat\":\"1\"},]", "it is no JSON (line 1, byte 15)")]
    [InlineData("{}", "it is no array")]
    [InlineData("null", "it is no array")]
    [InlineData("[1]", "the array must be a list of objects")]
    [InlineData("[null]", "the array must be a list of objects")]
    [InlineData("[{\"chat\":\"1\"},{\"language\":\"en\"}]", "row 2: chat is required")]
    [InlineData("[{\"chat\":\"\"}]", "row 1: chat is required")]
    [InlineData("[{\"chat\":\"1\"},{\"chat\":\"x\"}]", "row 2: chat must be a chat's number such as -1001234567890, or @channelname")]
    [InlineData("[{\"chat\":\"1\",\"chat\":\"2\"}]", "row 1: chat is given twice")]
    [InlineData("[{\"chat\":\"1\",\"thread\":0}]", "row 1: thread must be between 1 and 2147483647")]
    [InlineData("[{\"chat\":\"1\",\"language\":5}]", "row 1: language must be a text")]
    [InlineData("[{\"chat\":\"1\",\"language\":\"RU\"}]", "row 1: language must be a language code such as ru or en")]
    [InlineData("[{\"chat\":\"1\",\"langauge\":\"ru\"}]", "row 1: langauge is not known here; the nearest known member is language")]
    [InlineData("[{\"chat\":\"1\",\"service\":\"\\ud800\"}]", "row 1: service must not hold half a surrogate pair")]
    public void A_wrong_one_is_refused_with_its_place(string setting, string sentence) =>
        Assert.Equal(sentence, Assert.Throws<FormatException>(() => StaffChatRows.Parse(setting)).Message);
}
