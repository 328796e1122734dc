using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.Gateway.Messages;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.Gateway.Bookings;

/// <summary>The body of <c>POST /bookings</c>: the booking as JSON, or as multipart/form-data that JSON in a part <c>booking</c> and files <c>photo</c>.</summary>
internal static class BookingForm
{
    private const string Part = "booking";

    /// <summary>The booking, whose photos are named, and the files by their hash. Throws <see cref="WireException"/>.</summary>
    public static async Task<(BookingCreated Booking, IReadOnlyDictionary<string, byte[]> Files)> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!PictureForm.IsIn(request))
        {
            return (await RequestBody.ReadAsync<BookingCreated>(request, "booking_id", "id", cancellationToken), UploadedPhotos.None);
        }

        var form = await PictureForm.ReadAsync(request, Part, cancellationToken);
        foreach (var (name, _) in form.Fields)
        {
            if (name != Part)
            {
                throw PictureForm.Wrong(name, "is no part of this call: the booking is JSON in one part booking, and files are named photo");
            }
        }

        var booking = form.Fields switch
        {
            [var (_, body)] => RequestBody.Read<BookingCreated>(body, "booking_id", "id"),
            [] => throw PictureForm.Wrong(Part, "must be given: the booking as JSON, beside the files"),
            _ => throw PictureForm.Wrong(Part, "must be given once"),
        };
        if (form.Photos.Count == 0)
        {
            return (booking, form.Files);
        }

        return booking.PhotoUrls is null ? (booking with { PhotoUrls = form.Photos }, form.Files) : throw PictureForm.Wrong("photo", "and photo_urls exclude each other");
    }
}
