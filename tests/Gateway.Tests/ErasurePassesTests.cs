using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Messages;
using PhStudio.Messaging.ServiceDefaults.MessageStates;
using PhStudio.Messaging.ServiceDefaults.Privacy;
using static PhStudio.Messaging.Gateway.Tests.PeopleTests;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>An erasure that breaks off and goes on, and what comes to a person while it lasts.</summary>
public sealed class ErasurePassesTests
{
    [Theory]
    [InlineData("memory")]
    [InlineData("redis")]
    public async Task A_call_that_resumes_tells_the_Sender_again_of_messages_that_only_the_list_of_the_chat_knows(string kind)
    {
        await using var gateway = await GatewayApp.StartAsync(redis: kind == "redis" ? RealServers.NewRedis() : null);
        var (booking, chat, message) = ($"E-{Guid.NewGuid():N}", Random.Shared.NextInt64(1_000_000_000, 9_000_000_000).ToString(System.Globalization.CultureInfo.InvariantCulture), Guid.NewGuid());
        var isAway = true;
        gateway.Others.Answer = question => question switch
        {
            FindPerson => new PersonFound { BookingIds = [booking], Names = [], Phones = [], Notes = [], ChatIds = [chat] },
            EraseTraces when !isAway => new TracesErased { Orders = 1 },
            EraseBooking => new BookingState { BookingId = booking, State = "confirmed" },
            _ => null,
        };
        await gateway.PostAsync("/send", $$"""{"message_id":"{{message}}","chat_id":"{{chat}}","text":"of no booking"}""");
        using (var hangsUp = new CancellationTokenSource())
        {
            var first = gateway.Http.DeleteAsync($"/people?client_chat_id={chat}", hangsUp.Token);
            await Eventually.TrueAsync("the Sender to be asked", () => Asked().Length == 1);
            await hangsUp.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        }

        isAway = false;
        var (status, erased) = await EraseAsync(gateway, $"client_chat_id={chat}");

        Assert.Equal((200, 1), (status, erased.GetProperty("messages").GetInt32()));
        Assert.Equal([message.ToString(), message.ToString(), message.ToString()], Asked().SelectMany(asked => asked.MessageIds));
        Assert.Equal("erased", (await gateway.GetAsync($"/messages/{message}")).Body.GetProperty("chat_id").GetString());
        Assert.Empty((await gateway.GetAsync($"/messages?chat_id={chat}")).Body.GetProperty("messages").EnumerateArray());

        EraseTraces[] Asked() => [.. gateway.Others.Got.OfType<EraseTraces>().Where(asked => asked.ChatIds.Contains(chat))];
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("redis")]
    public async Task A_call_that_resumes_goes_on_with_the_bookings_that_name_the_person_no_more(string kind)
    {
        await using var gateway = await GatewayApp.StartAsync(redis: kind == "redis" ? RealServers.NewRedis() : null);
        var (board, chat, late) = (gateway.Services.GetRequiredService<IMessageStatusStore>(), Random.Shared.NextInt64(1_000_000_000, 9_000_000_000).ToString(System.Globalization.CultureInfo.InvariantCulture), Guid.NewGuid());
        var (seven, eight, isAway) = ($"E-{Guid.NewGuid():N}", $"E-{Guid.NewGuid():N}", true);
        gateway.Others.Answer = question => question switch
        {
            FindPerson => new PersonFound { BookingIds = isAway ? [seven, eight] : [eight], Names = isAway ? ["Zinaida"] : [], Phones = [], Notes = [], ChatIds = isAway ? [chat] : [] },
            EraseTraces => new TracesErased { Orders = 0 },
            EraseBooking erase when !isAway || erase.BookingId == seven => new BookingState { BookingId = erase.BookingId, State = "confirmed" },
            GetBooking => Booked(seven, PersonTraces.Erased),
            _ => null,
        };
        using (var hangsUp = new CancellationTokenSource())
        {
            var first = gateway.Http.DeleteAsync($"/people?client_chat_id={chat}", hangsUp.Token);
            await Eventually.TrueAsync("the second booking", () => gateway.Others.Got.OfType<EraseBooking>().Any(asked => asked.BookingId == eight));
            await hangsUp.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        }

        var now = TimeProvider.System.GetUtcNow();
        await board.NoteAsync(new MessageEntry { MessageId = late, ChatId = chat, BookingId = seven, State = MessageState.Failed, Detail = "Zinaida blocked", At = now, CreatedAt = now });
        isAway = false;
        var (status, erased) = await EraseAsync(gateway, $"client_chat_id={chat}");

        Assert.Equal((200, 2), (status, erased.GetProperty("bookings").GetInt32()));
        Assert.Equal([seven, eight, eight], gateway.Others.Got.OfType<EraseBooking>().Select(asked => asked.BookingId));
        Assert.Equal((PersonTraces.Erased, "erased blocked"), await board.FindAsync(late) is { } entry ? (entry.ChatId, entry.Detail) : default);
        Assert.Equal(("Zinaida", late.ToString()), gateway.Others.Got.OfType<EraseTraces>().Last() is var asked ? (Assert.Single(asked.Names!), Assert.Single(asked.MessageIds)) : default);
        // The call is through: the next one begins again.
        Assert.Equal(1, (await EraseAsync(gateway, $"client_chat_id={chat}")).Body.GetProperty("bookings").GetInt32());
    }

    [Theory]
    [InlineData("memory", "Boris")]
    [InlineData("redis", "Boris")]
    [InlineData("memory", PersonTraces.Erased)]
    [InlineData("redis", PersonTraces.Erased)]
    public async Task A_booking_that_became_another_customers_meanwhile_is_not_erased_by_the_call_that_resumes(string kind, string today)
    {
        await using var gateway = await GatewayApp.StartAsync(redis: kind == "redis" ? RealServers.NewRedis() : null);
        var (booking, back, message, late, isAway) = ($"E-{Guid.NewGuid():N}", $"E-{Guid.NewGuid():N}", Guid.NewGuid(), Guid.NewGuid(), true);
        var (phone, board) = ($"+7900{Random.Shared.Next(1_000_000, 9_999_999)}", gateway.Services.GetRequiredService<IMessageStatusStore>());
        gateway.Others.Answer = question => question switch
        {
            FindPerson => new PersonFound { BookingIds = [isAway ? booking : back], FormerBookingIds = [isAway ? back : booking], Names = [], Phones = [phone], Notes = [], ChatIds = [] },
            EraseTraces when !isAway => new TracesErased { Orders = 0 },
            GetBooking => Booked(booking, today),
            EraseBooking or EraseFormerCustomer => new BookingState { BookingId = booking, State = "confirmed" },
            _ => null,
        };
        using (var hangsUp = new CancellationTokenSource())
        {
            var first = gateway.Http.DeleteAsync($"/people?phone={Uri.EscapeDataString(phone)}", hangsUp.Token);
            await Eventually.TrueAsync("the Sender to be asked", () => gateway.Others.Got.OfType<EraseTraces>().Any());
            await hangsUp.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        }

        isAway = false;
        var now = TimeProvider.System.GetUtcNow();
        await board.NoteAsync(new MessageEntry { MessageId = message, ChatId = "-1001", BookingId = booking, State = MessageState.Unknown, At = now, CreatedAt = now });
        await board.NoteAsync(new MessageEntry { MessageId = late, ChatId = "-1001", BookingId = back, State = MessageState.Unknown, At = now, CreatedAt = now });
        var (status, erased) = await EraseAsync(gateway, $"phone={Uri.EscapeDataString(phone)}");

        Assert.Equal((200, 1, booking), (status, erased.GetProperty("bookings").GetInt32(), Assert.Single(erased.GetProperty("former_bookings").EnumerateArray()).GetString()));
        var asked = gateway.Others.Got.OfType<EraseTraces>().Last();
        Assert.Equal((late.ToString(), message.ToString()), (Assert.Single(asked.MessageIds), Assert.Single(asked.FormerMessageIds!)));
        // Of a customer of today who was erased too the note stays.
        Assert.Equal(today == PersonTraces.Erased, (await gateway.Services.GetRequiredService<IErasures>().CurrentAsync()).HasBooking(booking));
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("redis")]
    public async Task Of_a_booking_that_names_the_person_no_more_and_was_not_erased_only_what_the_first_call_found_is_erased(string kind)
    {
        await using var gateway = await GatewayApp.StartAsync(redis: kind == "redis" ? RealServers.NewRedis() : null);
        var (booking, message, late, isAway) = ($"E-{Guid.NewGuid():N}", Guid.NewGuid(), Guid.NewGuid(), true);
        var (phone, board, erasures) = ($"+7900{Random.Shared.Next(1_000_000, 9_999_999)}", gateway.Services.GetRequiredService<IMessageStatusStore>(), gateway.Services.GetRequiredService<IErasures>());
        gateway.Others.Answer = question => question switch
        {
            // Bound by the link and unbound since, or corrected twice: what the booking came with is another number.
            FindPerson => new PersonFound { BookingIds = isAway ? [booking] : [], Names = isAway ? ["Zinaida"] : [], Phones = [phone], Notes = [], ChatIds = [] },
            GetBooking => Booked(booking, "Boris"),
            EraseTraces when !isAway => new TracesErased { Orders = 0 },
            _ => null,
        };
        var now = TimeProvider.System.GetUtcNow();
        await board.NoteAsync(new MessageEntry { MessageId = message, ChatId = "-1001", BookingId = booking, State = MessageState.Unknown, At = now, CreatedAt = now });
        using (var hangsUp = new CancellationTokenSource())
        {
            var first = gateway.Http.DeleteAsync($"/people?phone={Uri.EscapeDataString(phone)}", hangsUp.Token);
            await Eventually.TrueAsync("the Sender to be asked", () => gateway.Others.Got.OfType<EraseTraces>().Any());
            await hangsUp.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        }

        Assert.True((await erasures.CurrentAsync()).HasBooking(booking));
        isAway = false;
        await board.NoteAsync(new MessageEntry { MessageId = late, ChatId = "-1001", BookingId = booking, State = MessageState.Unknown, Detail = "to Zinaida the second", At = now, CreatedAt = now });
        var (status, erased) = await EraseAsync(gateway, $"phone={Uri.EscapeDataString(phone)}");

        Assert.Equal((200, 0), (status, erased.GetProperty("bookings").GetInt32()));
        Assert.All(gateway.Others.Got.OfType<EraseTraces>().Skip(1), asked => Assert.Equal(message.ToString(), Assert.Single(asked.MessageIds)));
        Assert.Equal("to Zinaida the second", (await board.FindAsync(late))!.Detail);
        Assert.DoesNotContain(gateway.Others.Got, asked => asked is EraseBooking or EraseFormerCustomer);
        // The cards of today's customer name him.
        Assert.False((await erasures.CurrentAsync()).HasBooking(booking));
        Assert.Null(await erasures.ErasedAtAsync(booking, phone: null, chatId: null));
        Assert.NotNull(await erasures.ErasedAtAsync("another", phone, chatId: null));
    }

    [Fact]
    public async Task What_is_ordered_while_the_erasure_goes_on_names_nobody_either()
    {
        await using var gateway = await GatewayApp.StartAsync();
        var (board, booking, late) = (gateway.Services.GetRequiredService<IMessageStatusStore>(), $"E-{Guid.NewGuid():N}", Guid.NewGuid());
        DateTimeOffset ordered = default;
        gateway.Others.Answer = question => question switch
        {
            FindPerson => new PersonFound { BookingIds = [booking], Names = ["Zinaida"], Phones = [], Notes = [], ChatIds = ["77"] },
            EraseTraces => new TracesErased { Orders = 0 },
            EraseBooking => OrderMeanwhile(),
            _ => null,
        };

        Assert.Equal(200, (await EraseAsync(gateway, "client_chat_id=77")).Status);

        Assert.Contains(late.ToString(), gateway.Others.Got.OfType<EraseTraces>().Last().MessageIds);
        Assert.Equal(PersonTraces.Erased, (await board.FindAsync(late))!.ChatId);
        Assert.Equal(PersonTraces.Erased, await gateway.Services.GetRequiredService<IErasures>().ChatAsync("77", ordered));

        // The reminder of a booking that is erased last.
        BookingState OrderMeanwhile()
        {
            ordered = TimeProvider.System.GetUtcNow();
            _ = board.NoteAsync(new MessageEntry { MessageId = late, ChatId = "77", BookingId = booking, State = MessageState.Queued, At = ordered, CreatedAt = ordered });
            return new BookingState { BookingId = booking, State = "confirmed" };
        }
    }

    private static BookingState Booked(string booking, string name) =>
        new() { BookingId = booking, State = "confirmed", Booking = new BookingCreated { BookingId = booking, Service = "Family session", Date = new DateOnly(2099, 12, 24), TimeSlots = ["10:00"], ClientName = name, ClientPhone = name, PeopleCount = 2, TotalPrice = 8000 } };
}
