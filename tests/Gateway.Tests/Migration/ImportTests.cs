using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Migration;

namespace PhStudio.Messaging.Gateway.Tests.Migration;

/// <summary><c>gateway import bookings</c>.</summary>
public sealed class ImportTests
{
    private const string Table = """
        booking_id,service_name,date,time_slots,client_name,client_phone,people_count,total_price,message_id,chat_id
        17,"Family session, large",2026-11-01,10:00 11:00,"Anna ""Ann"" Petrova",+7 900 1,4,8000.50,512,-1001
        18,Portrait,2099-12-24T00:00:00,12:00:00,Boris,+7 900 2,1,4500,,
        """;

    [Fact]
    public async Task A_table_is_made_known_with_its_cards_and_staff_are_not_asked()
    {
        await using var gateway = await GatewayApp.StartAsync();

        var (code, said) = await RunAsync(gateway, Table);

        Assert.Equal((0, "2 of 2 bookings are known."), (code, said.Trim()));
        await Eventually.TrueAsync("both bookings", () => gateway.Others.Got.Count == 2);
        var first = gateway.Others.Got.Cast<BookingCreated>().Single(booking => booking.BookingId == "17");
        Assert.Equal(("Family session, large", "Anna \"Ann\" Petrova", 4, 8000.50m, true, 512, "-1001"), (first.Service, first.ClientName, first.PeopleCount, first.TotalPrice, first.Asked, first.CardMessageId, first.CardChatId));
        Assert.Equal(["10:00", "11:00"], first.TimeSlots);
        var second = gateway.Others.Got.Cast<BookingCreated>().Single(booking => booking.BookingId == "18");
        Assert.Equal((new DateOnly(2099, 12, 24), true, null), (second.Date, second.Asked, second.CardMessageId));
        Assert.Equal(["12:00"], second.TimeSlots);
    }

    [Theory]
    [InlineData("""[{"id": 17, "service": "Portrait", "date": "2099-12-24", "time_slots": ["12:00"], "client_name": "Boris", "client_phone": "+7 900 2", "people_count": 1, "total_price": 4500, "telegram_message_id": 9}]""")]
    [InlineData("""{"id": 17, "service": "Portrait", "date": "2099-12-24", "time_slots": "[\"12:00\"]", "client_name": "Boris", "client_phone": "+7 900 2", "people_count": 1, "total_price": 4500, "telegram_message_id": 9, "notes": null}""")]
    [InlineData("id;service;date;time_slots;client_name;client_phone;people_count;total_price;card_message_id\r\n17;Portrait;2099-12-24;12:00;Boris;+7 900 2;1;4500;9\r\n")]
    public async Task Every_form_of_a_file_comes_to_the_same_booking_and_with_ask_staff_are_asked(string file)
    {
        await using var gateway = await GatewayApp.StartAsync();

        var (code, _) = await RunAsync(gateway, file, "--ask");

        Assert.Equal(0, code);
        await Eventually.TrueAsync("the booking", () => !gateway.Others.Got.IsEmpty);
        var booking = Assert.IsType<BookingCreated>(Assert.Single(gateway.Others.Got));
        Assert.Equal(("17", "Portrait", 1, null, null), (booking.BookingId, booking.Service, booking.PeopleCount, booking.CardMessageId, booking.Asked));
        Assert.Equal(["12:00"], booking.TimeSlots);
    }

    [Fact]
    public async Task What_stands_in_the_file_commands_no_terminal()
    {
        await using var gateway = await GatewayApp.StartAsync();

        var (_, said) = await RunAsync(gateway, """[{"id": "18\u001b[2J\u202e", "service": "Portrait", "date": "noon"}]""");

        Assert.Contains("WRONG  1: booking 18\\u001B[2J\\u202E: ", said);
        Assert.DoesNotContain('\u001b', said);
    }

    [Fact]
    public async Task What_is_refused_is_named_by_its_line_with_the_field_and_the_rest_is_known_also_twice()
    {
        await using var gateway = await GatewayApp.StartAsync();
        var broken = Table.Replace("12:00:00", "noon", StringComparison.Ordinal);

        var (code, said) = await RunAsync(gateway, broken);
        var (again, _) = await RunAsync(gateway, Table);

        Assert.Equal(1, code);
        Assert.Contains("WRONG  3: booking 18: time_slots", said);
        Assert.Contains("1 of 2 bookings are known.", said);
        Assert.Equal(0, again);
    }

    [Theory]
    [InlineData("[1, BOOKING]", "WRONG  1: it is no JSON object")]
    [InlineData("[{\"id\": 16, \"client_name\": \"An\\ud800na\"}, BOOKING]", "WRONG  1: it is no JSON object")]
    [InlineData("[{\"id\": \"\\ud800\"}, BOOKING]", "WRONG  1: it is no JSON object")]
    [InlineData("[{\"\\ud800\": 1}, BOOKING]", "WRONG  1: it is no JSON object")]
    [InlineData("[{\"price\": 1, \"total_price\": 2}, BOOKING]", "WRONG  1: it has price and total_price, which are both total_price: take one out")]
    [InlineData("BOOKING\n{\"id\": 18,\n", "WRONG  2: it is no JSON object")]
    [InlineData("id,service,date,time_slots,client_name,client_phone,people_count,total_price\n16,Portrait, large,2099-12-24,12:00,Boris,+7 900 2,1,4500\n17,Portrait,2099-12-24,12:00,Boris,+7 900 2,1,4500", "WRONG  2: it has 9 fields, and the first line names 8")]
    public async Task An_entry_that_cannot_be_read_is_named_by_its_line_and_the_rest_is_known(string file, string sentence)
    {
        const string Booking = """{"id": 17, "service": "Portrait", "date": "2099-12-24", "time_slots": ["12:00"], "client_name": "Boris", "client_phone": "+7 900 2", "people_count": 1, "total_price": 4500}""";
        await using var gateway = await GatewayApp.StartAsync();

        var (code, said) = await RunAsync(gateway, file.Replace("BOOKING", Booking, StringComparison.Ordinal));

        Assert.Equal(1, code);
        Assert.Contains(sentence, said);
        Assert.Contains("1 of 2 bookings are known.", said);
        await Eventually.TrueAsync("the booking", () => gateway.Others.Got.Count == 1);
        Assert.Equal("17", Assert.IsType<BookingCreated>(Assert.Single(gateway.Others.Got)).BookingId);
    }

    [Theory]
    [InlineData("2099-12-24T22:30:00Z", "2099-12-25")]
    [InlineData("2099-12-24 22:30:00+00", "2099-12-25")]
    [InlineData("2099-12-24 22:30:00.123456+00:00", "2099-12-25")]
    [InlineData("2099-12-24T22:30:00+03:00", "2099-12-24")]
    [InlineData("2099-12-24T23:30:00", "2099-12-24")]
    [InlineData("2099-12-24 00:00:00", "2099-12-24")]
    public void A_moment_with_its_offset_is_the_day_that_it_is_in_the_studio(string moment, string day)
    {
        var bookings = ImportedBookings.Read($"id,date\n17,{moment}", TimeZoneInfo.FindSystemTimeZoneById("Europe/Moscow"));

        Assert.Equal(day, Assert.Single(bookings).Booking!["date"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("10:00:59;11:00:foo", "10:00 11:00:foo")]
    [InlineData("10:00:00", "10:00")]
    [InlineData("10:00:61", "10:00:61")]
    [InlineData("10:00:00.5", "10:00:00.5")]
    public void Of_a_time_only_its_seconds_are_left_out(string given, string slots)
    {
        var bookings = ImportedBookings.Read($"id,time_slots\n17,{given}", TimeZoneInfo.Utc);

        Assert.Equal(slots, string.Join(' ', Assert.Single(bookings).Booking!["time_slots"]!.AsArray().Select(slot => slot!.GetValue<string>())));
    }

    [Fact]
    public void Names_are_read_as_everywhere()
    {
        var booking = Assert.Single(ImportedBookings.Read("bookingId,timeSlots,ClientName,cardMessageId,TotalPrice\n17,10:00,Anna,5,1", TimeZoneInfo.Utc)).Booking!;

        Assert.Equal(["id", "time_slots", "client_name", "card_message_id", "total_price"], booking.Select(member => member.Key));
        Assert.Equal(5, booking["card_message_id"]!.GetValue<long>());
    }

    [Theory]
    [InlineData("[1", "It must be a table with a line of names")]
    [InlineData("hello", "Its first line must name the fields")]
    [InlineData("id,price,total_price\n17,1,2", "Its first line has price and total_price, which are both total_price: take one out")]
    [InlineData("id,id\n17,18", "Its first line has id and id, which are both id: take one out")]
    [InlineData("id,service,notes\n17,Portrait,\"with a dog\n18,Portrait,\n", "Line 2: a field begins with a quote that is closed nowhere.")]
    public async Task A_file_of_no_form_is_named(string file, string sentence)
    {
        await using var gateway = await GatewayApp.StartAsync();

        var (code, said) = await RunAsync(gateway, file);

        Assert.Equal(2, code);
        Assert.Contains(sentence, said);
    }

    [Fact]
    public async Task A_file_in_another_encoding_is_refused_before_anything_is_known()
    {
        await using var gateway = await GatewayApp.StartAsync();

        var (code, said) = await RunAsync(gateway, Table.Replace("Boris", "Zo\u00EB", StringComparison.Ordinal), encoding: System.Text.Encoding.Latin1);

        Assert.Equal(2, code);
        Assert.Contains("it is not UTF-8", said);
        Assert.Empty(gateway.Others.Got);
    }

    private static Task<(int Code, string Said)> RunAsync(GatewayApp gateway, string file, params string[] more) => RunAsync(gateway, file, new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: true), more);

    private static async Task<(int Code, string Said)> RunAsync(GatewayApp gateway, string file, System.Text.Encoding encoding, params string[] more)
    {
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, file, encoding, TestContext.Current.CancellationToken);
            await using var output = new StringWriter();
            var settings = new Dictionary<string, string?> { ["GATEWAY_URL"] = gateway.Http.BaseAddress!.ToString(), ["GATEWAY_API_KEY"] = GatewayApp.Key };
            var code = await ImportCommand.RunAsync(["import", "bookings", path, .. more], settings, output, output, TestContext.Current.CancellationToken);
            return (code, output.ToString());
        }
        finally
        {
            File.Delete(path);
        }
    }
}
