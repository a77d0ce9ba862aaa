/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Laid under Twinkle by LD_PRELOAD, in place of a sound card: what it reads from
 * its microphone is a tone of TONE_HZ, what it plays is kept in the file PLAYED,
 * as 16 bit samples of 8000 a second. */

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum
{
	RATE = 8000,
	AMPLITUDE = 8000,
	NANOSECONDS = 1000000000,
};

typedef struct snd_pcm snd_pcm_t;

long snd_pcm_readi(snd_pcm_t *pcm, void *buffer, unsigned long frames);
long snd_pcm_writei(snd_pcm_t *pcm, const void *buffer, unsigned long frames);

/* A microphone gives as much as time has passed, no more */
static void wait_for(unsigned long frames)
{
	static struct timespec due;
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	if(due.tv_sec < now.tv_sec - 1)
		due = now;
	due.tv_nsec += (long)(frames * (NANOSECONDS / RATE));
	while(due.tv_nsec >= NANOSECONDS) {
		due.tv_nsec -= NANOSECONDS;
		due.tv_sec++;
	}
	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &due, NULL);
}


long snd_pcm_readi(snd_pcm_t *pcm, void *buffer, unsigned long frames)
{
	static unsigned long place;
	const char *hz = getenv("TONE_HZ");
	int16_t *samples = buffer;
	unsigned long i;

	(void)pcm;
	wait_for(frames);
	for(i = 0; i < frames; i++, place++)
		samples[i] = (int16_t)(AMPLITUDE
							   * sin(2 * M_PI * atof(hz ? hz : "1000")
									   * (double)(place % RATE) / RATE));
	return (long)frames;
}


long snd_pcm_writei(snd_pcm_t *pcm, const void *buffer, unsigned long frames)
{
	const char *path = getenv("PLAYED");
	FILE *file = path ? fopen(path, "ab") : NULL;

	(void)pcm;
	if(file != NULL) {
		fwrite(buffer, sizeof(int16_t), frames, file);
		fclose(file);
	}
	return (long)frames;
}
