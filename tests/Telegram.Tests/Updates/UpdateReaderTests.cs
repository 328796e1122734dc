using System.Text.Json;
using PhStudio.Messaging.Telegram.Updates;
using PhStudio.Messaging.TestKit.Whole;

namespace PhStudio.Messaging.Telegram.Tests.Updates;

public sealed class UpdateReaderTests
{
    [Fact]
    public void A_press_is_read_with_user_chat_and_data()
    {
        var update = UpdateReader.Read("""
            {"update_id":10,"callback_query":{"id":"4382","from":{"id":7,"is_bot":false,"first_name":"Анна","last_name":"К.","language_code":"ru"},
             "message":{"message_id":99,"date":0,"chat":{"id":-1001,"type":"supergroup","title":"Staff"}},"chat_instance":"1","data":"abc"}}
            """);

        var press = update.CallbackQuery!;
        Assert.Equal(("4382", 7, "Анна К.", "ru", -1001, 99, "abc"), (press.Id, press.From.Id, press.From.ShownName, press.From.LanguageCode, press.Message!.Chat.Id, press.Message.MessageId, press.Data));
        Assert.Null(press.Message.Date);
    }

    [Fact]
    public void A_message_is_read_with_all_that_decides_whose_it_is()
    {
        var message = UpdateReader.Read("""
            {"update_id":4503599627370495,"message":{"message_id":3000000000,"from":{"id":1087968824,"is_bot":true,"first_name":"Group"},"sender_chat":{"id":-1001,"type":"supergroup"},
             "chat":{"id":-1001,"type":"supergroup","username":"studio"},"date":1790000000,"caption":"too late","photo":[{"file_id":"x"}],
             "reply_to_message":{"message_id":41,"chat":{"id":-1001}},"is_topic_message":true,"message_thread_id":5,"is_automatic_forward":true}}
            """).Message!;

        Assert.Equal((3_000_000_000, User.AnonymousAdministrator, true, -1001, "studio", "too late", true, 41, 5, true),
            (message.MessageId, message.From!.Id, message.From.IsBot, message.SenderChat!.Id, message.Chat.Username, message.Caption, message.HasMedia, message.ReplyTo!.MessageId, message.TopicId, message.IsAutomaticForward));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_790_000_000), message.Date);
        Assert.Null(message.Text);
    }

    [Fact]
    public void Every_kind_of_content_of_the_published_specification_is_content()
    {
        using var specification = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "tests", "TelegramEmulator.Tests", "Specification", "bot-api.json")));
        var members = specification.RootElement.GetProperty("types").GetProperty("Message").EnumerateObject().Select(member => member.Name.TrimEnd('?')).ToList();
        // What a person sends stands in one piece, before the service messages; what says how it is shown is no content.
        string[] kinds = [.. members[(members.IndexOf("effect_id") + 1)..members.IndexOf("new_chat_members")].Except(["caption", "caption_entities", "show_caption_above_media", "has_media_spoiler"]), "giveaway", "invoice"];

        Assert.Contains("live_photo", kinds);
        Assert.All(kinds, kind => Assert.True(UpdateReader.Read("""{"update_id":1,"message":{"chat":{"id":1},"KIND":{}}}""".Replace("KIND", kind, StringComparison.Ordinal)).Message!.HasMedia, kind));
        Assert.False(UpdateReader.Read("""{"update_id":1,"message":{"chat":{"id":1},"new_chat_title":"x"}}""").Message!.HasMedia);
    }

    [Theory]
    [InlineData("""{"message_thread_id":5}""", null)]
    [InlineData("""{"message_thread_id":5,"is_topic_message":false}""", null)]
    [InlineData("""{"message_thread_id":5,"is_topic_message":true}""", 5)]
    public void A_thread_of_replies_is_no_topic(string members, int? topic)
    {
        var raw = """{"update_id":1,"message":{"chat":{"id":1},""" + members[1..] + "}";

        Assert.Equal(topic, UpdateReader.Read(raw).Message!.TopicId);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData(""","reply_markup":{"inline_keyboard":[]}""", true)]
    [InlineData(""","reply_markup":5""", false)]
    public void The_message_that_is_replied_to_is_read(string markup, bool hasButtons)
    {
        var raw = """{"update_id":1,"message":{"chat":{"id":-1},"reply_to_message":{"message_id":41,"chat":{"id":-1},"from":{"id":9,"is_bot":true},"text":"why?"MARKUP}}}""";

        var replied = UpdateReader.Read(raw.Replace("MARKUP", markup, StringComparison.Ordinal)).Message!.ReplyTo!;

        Assert.Equal((41, 9, true, "why?", hasButtons), (replied.MessageId, replied.From!.Id, replied.From.IsBot, replied.Text, replied.HasButtons));
    }

    [Fact]
    public void A_moved_group_is_read_from_both_sides()
    {
        Assert.Equal(-1009, UpdateReader.Read("""{"update_id":1,"message":{"chat":{"id":-5},"migrate_to_chat_id":-1009}}""").Message!.MigrateToChatId);
        Assert.Equal(-5, UpdateReader.Read("""{"update_id":1,"message":{"chat":{"id":-1009},"migrate_from_chat_id":-5}}""").Message!.MigrateFromChatId);
    }

    [Theory]
    [InlineData("member", true)]
    [InlineData("restricted", true)]
    [InlineData("a word of tomorrow", true)]
    [InlineData("left", false)]
    [InlineData("kicked", false)]
    public void The_bots_standing_is_read(string status, bool isMember)
    {
        var update = UpdateReader.Read("""{"update_id":1,"my_chat_member":{"chat":{"id":-1001},"new_chat_member":{"status":"STATUS"}}}""".Replace("STATUS", status, StringComparison.Ordinal));

        Assert.Equal(isMember, update.MyChatMember!.IsMember);
    }

    [Theory]
    [InlineData("""{"update_id":11,"poll_answer":{"poll_id":"5"}}""")]
    [InlineData("""{"update_id":11,"a_kind_of_tomorrow":[[[]]]}""")]
    [InlineData("""{"update_id":11,"message":null,"callback_query":null}""")]
    [InlineData("""{"update_id":11,"my_chat_member":"broken"}""")]
    public void An_update_that_needs_nothing_is_an_update_all_the_same(string raw)
    {
        var update = UpdateReader.Read(raw);

        Assert.Equal((11, null, null, null), (update.UpdateId, update.Message, update.CallbackQuery, update.MyChatMember));
    }

    [Theory]
    [InlineData("from", "5")]
    [InlineData("sender_chat", "[]")]
    [InlineData("date", "\"soon\"")]
    [InlineData("date", "1e300")]
    [InlineData("text", "{}")]
    [InlineData("text", "\"\\ud83d\"")]
    [InlineData("caption", "7")]
    [InlineData("reply_to_message", "\"gone\"")]
    [InlineData("reply_to_message", """{"message_id":"x"}""")]
    [InlineData("message_thread_id", "99999999999")]
    [InlineData("is_topic_message", "\"yes\"")]
    [InlineData("migrate_to_chat_id", "1.5")]
    [InlineData("entities", """[{"type":"kind_of_tomorrow","offset":-1}]""")]
    [InlineData("forward_origin", """{"type":"kind_of_tomorrow"}""")]
    [InlineData("reply_markup", """{"inline_keyboard":5}""")]
    public void One_unknown_or_broken_member_leaves_the_rest_readable(string member, string value)
    {
        var message = UpdateReader.Read($$$"""{"update_id":1,"message":{"message_id":4,"chat":{"id":-1001},"{{{member}}}":{{{value}}}}}""").Message!;

        Assert.Equal((4, -1001), (message.MessageId, message.Chat.Id));
        Assert.Equal((null, null, null, null), (message.Text, message.TopicId, message.ReplyTo, message.MigrateToChatId));
    }

    [Fact]
    public void A_press_under_a_message_of_an_unknown_form_is_a_press()
    {
        var press = UpdateReader.Read("""{"update_id":1,"callback_query":{"id":"5","from":{"id":7},"message":{"kind_of_tomorrow":1},"data":["x"]}}""").CallbackQuery!;

        Assert.Equal(("5", 7, null, null), (press.Id, press.From.Id, press.Message, press.Data));
    }

    [Fact]
    public void Nesting_is_bounded_and_no_reason_to_refuse_what_is_deep()
    {
        static string Deep(int levels) => $$"""{"update_id":1,"a_kind_of_tomorrow":{{new string('[', levels)}}{{new string(']', levels)}}}""";

        Assert.Equal(1, UpdateReader.Read(Deep(200)).UpdateId);
        Assert.Throws<UnreadableUpdateException>(() => UpdateReader.Read(Deep(5000)));
    }

    [Fact]
    public void A_byte_order_mark_is_passed_over() => Assert.Equal(1, UpdateReader.Read("\uFEFF{\"update_id\":1}").UpdateId);

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"update_id\":\"secret words\"}")]
    [InlineData("{\"update_id\":1,\"callback_query\":{\"id\":\"5\"}}")]
    [InlineData("{\"update_id\":1,\"callback_query\":{\"id\":\"\\ud83d\",\"from\":{\"id\":7}}}")]
    [InlineData("{\"update_id\":1,\"message\":\"secret words\"}")]
    [InlineData("{\"update_id\":1,\"secret words")]
    public void What_cannot_be_read_is_refused_without_a_word_of_its_content(string raw)
    {
        var refusal = Assert.Throws<UnreadableUpdateException>(() => UpdateReader.Read(raw));

        Assert.DoesNotContain("secret", refusal.ToString());
        Assert.Null(UpdateReader.TryRead(raw));
    }

    [Fact]
    public void Half_a_surrogate_pair_is_refused()
    {
        Assert.Throws<UnreadableUpdateException>(() => UpdateReader.Read("{\"update_id\":1,\"x\":\"\ud83d\"}"));
    }

    [Theory]
    [InlineData("""{"id":5,"username":"olga"}""", "olga")]
    [InlineData("""{"id":5}""", "5")]
    [InlineData("""{"id":5,"first_name":" Ольга "}""", "Ольга")]
    [InlineData("""{"id":5,"first_name":"\u3164","last_name":"\u200B","username":"olga"}""", "olga")] // Shown as nothing.
    public void A_person_has_a_name_to_show(string from, string shown)
    {
        var update = UpdateReader.Read("""{"update_id":1,"callback_query":{"id":"5","from":FROM}}""".Replace("FROM", from, StringComparison.Ordinal));

        Assert.Equal(shown, update.CallbackQuery!.From.ShownName);
    }

    [Fact]
    public void A_long_name_is_cut_between_characters()
    {
        var user = new User { Id = 5, FirstName = new string('a', 99) + "😀" };

        Assert.Equal(new string('a', 99), user.ShownName);
    }
}
