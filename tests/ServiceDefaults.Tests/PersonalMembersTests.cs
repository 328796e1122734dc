using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Privacy;

namespace PhStudio.Messaging.ServiceDefaults.Tests;

/// <summary>What an erasure takes out of a message, by the marks in its contract.</summary>
public sealed class PersonalMembersTests
{
    [Fact]
    public void Of_a_booking_nothing_stays_that_is_marked_and_all_else_does()
    {
        var booking = new BookingCreated
        {
            BookingId = "PH-1",
            Service = "Portrait",
            Date = new DateOnly(2099, 12, 24),
            TimeSlots = ["10:00"],
            ClientName = "Anna",
            ClientPhone = "+7 900 123-45-67",
            PeopleCount = 2,
            TotalPrice = 5000,
            Currency = "EUR",
            ClientChatId = "99",
            ClientLanguage = "de",
            Location = "Here",
            Notes = "with a dog",
            PhotoUrls = ["https://example.com/1.jpg"],
            Via = "http",
        };

        var erased = PersonalMembers<BookingCreated>.Without(booking);

        Assert.Equal(booking with { ClientName = "erased", ClientPhone = "erased", Notes = "erased", ClientChatId = null, ClientLanguage = null, PhotoUrls = null }, erased);
        Assert.Equal("Anna", booking.ClientName);
        Assert.Equal(erased, PersonalMembers<BookingCreated>.Without(erased));
    }

    [Fact]
    public void What_is_left_out_or_emptied_stays_so()
    {
        var change = new BookingChanged { BookingId = "PH-1", Notes = "", TotalPrice = 5 };

        Assert.Equal(change, PersonalMembers<BookingChanged>.Without(change));
    }

    [Fact]
    public void A_new_personal_member_is_erased_by_its_mark_alone()
    {
        var erased = PersonalMembers<Marked>.Without(new Marked { Nickname = "Anya", Age = 7, Kept = 8 });

        Assert.Equal(new Marked { Nickname = "erased", Age = null, Kept = 8 }, erased);
        Assert.Equal(["age", "nickname"], PersonalMembers<Marked>.Names.Order());
    }

    [Fact]
    public void What_could_not_be_taken_out_is_refused_by_name()
    {
        var refused = Assert.Throws<TypeInitializationException>(() => PersonalMembers<Required>.Names).InnerException;

        Assert.Equal("Required.Age is personal and no text: make it optional, so that an erasure can take it out.", refused?.Message);
    }

    /// <summary>Anybody who adds a member says here that it says nothing of a person, or marks it.</summary>
    [Theory]
    [InlineData(typeof(BookingCreated), "AllowPast Asked BookingId CardChatId CardMessageId Currency Date Location PeopleCount Service TimeSlots TotalPrice Via")]
    [InlineData(typeof(BookingChanged), "AllowPast BookingId By Currency Date Location PeopleCount Service TimeSlots TotalPrice")]
    [InlineData(typeof(BookingCancelled), "BookingId CancelledAt Previous Sequence")]
    public void A_member_is_marked_as_personal_or_known_to_be_not(Type message, string impersonal) =>
        Assert.Equal(impersonal, string.Join(' ', message.GetProperties().Where(member => !Attribute.IsDefined(member, typeof(PersonalAttribute))).Select(member => member.Name).Order(StringComparer.Ordinal)));

    private sealed record Marked
    {
        [Personal]
        public string? Nickname { get; init; }

        [Personal]
        public int? Age { get; init; }

        public int Kept { get; init; }
    }

    private sealed record Required
    {
        [Personal]
        public int Age { get; init; }
    }
}
