using System.Text;
using PhStudio.Messaging.Telegram.Updates;

namespace PhStudio.Messaging.Telegram.Tests.Updates;

public sealed class UpdateBatchTests
{
    [Fact]
    public void A_batch_is_read_whole_whatever_stands_in_one_of_its_updates()
    {
        var batch = Read("""{"update_id":1,"message":{"chat":{"id":1},"text":"one"}},{"update_id":2,"message":5},"?", {"update_id":4,"callback_query":{"id":"5","from":{"id":7}}} """);

        Assert.Equal([1, 2, null, 4], batch.Select(update => update.UpdateId));
        Assert.Equal("one", batch[0].Update!.Message!.Text);
        Assert.Equal((null, """{"update_id":2,"message":5}"""), (batch[1].Update, batch[1].Raw));
        Assert.Equal("\"?\"", batch[2].Raw);
        Assert.Equal("5", batch[3].Update!.CallbackQuery!.Id);
    }

    [Fact]
    public void Bytes_that_are_no_utf8_make_their_update_unreadable_and_no_other()
    {
        var batch = Read("""{"update_id":1,"callback_query":{"id":"5","from":{"id":7,"first_name":"Zoë"}}},{"update_id":2,"message":{"chat":{"id":1},"text":"two"}}""", Encoding.Latin1);

        Assert.Equal([1, 2], batch.Select(update => update.UpdateId));
        Assert.Null(batch[0].Update);
        Assert.StartsWith("not UTF-8: {\"update_id\":1,\"callback_query\"", batch[0].Raw, StringComparison.Ordinal);
        Assert.Equal("two", batch[1].Update!.Message!.Text);
    }

    [Theory]
    [InlineData(100, true)]
    [InlineData(300, false)]
    [InlineData(5000, false)]
    public void However_deeply_an_update_is_nested_its_id_is_known_and_the_others_are_read(int levels, bool isRead)
    {
        var deep = $$"""{"deep":{{new string('[', levels)}}{{new string(']', levels)}},"update_id":1}""";

        var batch = Read(deep + """,{"update_id":2}""");

        Assert.Equal([1, 2], batch.Select(update => update.UpdateId));
        Assert.Equal((deep, isRead), (batch[0].Raw, batch[0].Update is not null));
        Assert.NotNull(batch[1].Update);
    }

    [Theory]
    [InlineData("\"\\ud83d\":1,")]
    [InlineData("\"Zo\xEB\":1,")]
    [InlineData("\"text\":\"\\ud83d\",")]
    public void The_id_is_known_whatever_stands_beside_it(string member) =>
        Assert.Equal(7, Assert.Single(Read($$"""{{{member}}"update_id":7}""", Encoding.Latin1)).UpdateId);

    [Fact]
    public void A_byte_order_mark_before_an_update_is_passed_over() =>
        Assert.Equal("{\"update_id\":1}", UpdateBatch.TextOf([0xEF, 0xBB, 0xBF, .. "{\"update_id\":1}"u8]));

    [Theory]
    [InlineData("""{"ok":true,"result":5}""")]
    [InlineData("""{"ok":true}""")]
    [InlineData("""{"result":[]}""")]
    [InlineData("""{"ok":false,"result":[]}""")]
    [InlineData("""{"ok":true,"result":[{"update_id":1}""")]
    [InlineData("""{"ok":true,"result":[]} and more""")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("<html>")]
    public void What_is_no_list_of_updates_is_none(string answer) => Assert.Null(UpdateBatch.TryRead(Encoding.UTF8.GetBytes(answer)));

    private static IReadOnlyList<ReceivedUpdate> Read(string updates, Encoding? encoding = null) =>
        UpdateBatch.TryRead((encoding ?? Encoding.UTF8).GetBytes($$"""{"ok":true,"result":[{{updates}}]}"""))!;
}
